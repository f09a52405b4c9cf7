import { SERVICE_TYPES, type ServiceType } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import type { Session } from '../../database/index.ts';
import { holdComponents } from '../components/index.ts';
import { observePresent } from './component.ts';
import { appendEvents, type RegistryEvent, registrationDetails } from './events.ts';
import { appendHealth, appendNotices, type HealthChange, type HealthNotice } from './health.ts';
import {
  type FoldedHeartbeats,
  foldHeartbeats,
  type Heartbeat,
  type ReportedService,
  type SkippedHeartbeat,
} from './heartbeat.ts';
import { EVENT_OF } from './lifecycle.ts';
import type { RegistryParts } from './parts.ts';
import { applyReport, INTRODUCED, type ReportEffect, SEEN } from './report.ts';
import { keyOf, nameOf, type Service, type ServiceKey, SYSTEM } from './service.ts';
import { insertServices, lockServices, readServices, updateServices } from './store.ts';

/** What became of a batch of heartbeats. */
export interface HeartbeatOutcome {
  readonly received: number;
  /** Heartbeats of services that are known, or are now. */
  readonly recorded: number;
  readonly skipped: readonly SkippedHeartbeat[];
  /** The services that reported. */
  readonly services: readonly ReportedService[];
  /** Services that are known only now, or of which the status is another one. */
  readonly moved: readonly ServiceKey[];
}

export interface RecordOptions {
  readonly now: Instant;
  /**
   * Tells the health of pollers where it follows from what is stored of their services. Asked after
   * the pollers are locked.
   */
  readonly healthOf?: (
    session: Session,
    pollerIds: readonly string[],
  ) => Promise<ReadonlyMap<string, boolean>>;
}

/**
 * Stores a batch of heartbeats inside a transaction, in a number of statements that does not depend
 * on its length (SR-8 to SR-14). Services are locked in one fixed order, so batches wait for each
 * other instead of deadlocking. The same batch again changes nothing.
 */
export async function recordInSession(
  parts: Pick<RegistryParts, 'database' | 'implicit'>,
  session: Session,
  heartbeats: readonly Heartbeat[],
  options: RecordOptions,
): Promise<HeartbeatOutcome> {
  const { database } = parts;
  const folded = foldHeartbeats(heartbeats, options.now);
  if (folded.services.length === 0) return outcomeOf(heartbeats, folded, []);
  // Devices before services, as whoever makes them unavailable locks them.
  const held = await holdComponents(database, session, folded.services, 'unavailable');
  await lockServices(session, folded.services.flatMap(withParents));
  const effects = await effectsOf(parts, session, folded.services, options);
  for (const type of SERVICE_TYPES) {
    await storeEffects(
      parts,
      session,
      type,
      effects.filter(({ report }) => report.type === type),
    );
  }
  await tell(parts, session, effects, options.now);
  const services = effects.flatMap(({ effect }) => (effect.kind === 'skipped' ? [] : effect.after));
  await observePresent(database, session, held, { services, now: options.now });
  return outcomeOf(heartbeats, folded, effects);
}

interface Effect {
  readonly report: ReportedService;
  readonly effect: ReportEffect;
}

/** The service and those whose counts it may change. */
function withParents({ type, id, introduction }: ReportedService): ServiceKey[] {
  const keys: ServiceKey[] = [{ type, id }];
  if (introduction === null || type === 'poller') return keys;
  keys.push({ type: 'poller', id: introduction.pollerId });
  if (type === 'checker') keys.push({ type: 'agent', id: introduction.agentId ?? '' });
  return keys;
}

async function effectsOf(
  { database, implicit }: Pick<RegistryParts, 'database' | 'implicit'>,
  session: Session,
  reports: readonly ReportedService[],
  { now, healthOf }: RecordOptions,
): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const type of SERVICE_TYPES) {
    const those = reports.filter((report) => report.type === type);
    if (those.length === 0) continue;
    const ids = those.map(({ id }) => id);
    const rows = await readServices(database, session, { type, ids });
    const known = new Map(rows.map((row) => [row.id, row]));
    const health = type === 'poller' ? await healthOf?.(session, ids) : undefined;
    for (const report of those) {
      const terms = { now, implicit, health: health?.get(report.id) };
      effects.push({ report, effect: applyReport(known.get(report.id), report, terms) });
    }
  }
  return effects;
}

async function storeEffects(
  { database }: Pick<RegistryParts, 'database'>,
  session: Session,
  type: ServiceType,
  effects: readonly Effect[],
): Promise<void> {
  const introduced: Service[] = [];
  const seen: Service[] = [];
  const reintroduced: Service[] = [];
  for (const { effect } of effects) {
    if (effect.kind === 'introduced') introduced.push(effect.after);
    else if (effect.kind === 'changed') {
      (effect.reintroduced ? reintroduced : seen).push(effect.after);
    }
  }
  await insertServices(database, session, { type, services: introduced });
  const columns = [...SEEN, 'updated_at'] as const;
  await updateServices(database, session, { type, services: seen, columns });
  await updateServices(database, session, {
    type,
    services: reintroduced,
    columns: [...columns, ...INTRODUCED],
  });
}

/** Events, history and notices of what changed. */
async function tell(
  { database }: Pick<RegistryParts, 'database'>,
  session: Session,
  effects: readonly Effect[],
  now: Instant,
): Promise<void> {
  const events: RegistryEvent[] = [];
  const changes: HealthChange[] = [];
  const notices: HealthNotice[] = [];
  for (const one of effects) {
    events.push(...eventsOf(one, now));
    const change = healthChangeOf(one);
    if (change !== undefined) changes.push(change);
    const notice = noticeOf(one, now);
    if (notice !== undefined) notices.push(notice);
  }
  await appendEvents(database, session, events);
  await appendHealth(database, session, { changes, now });
  await appendNotices(database, session, notices);
}

function eventsOf({ report, effect }: Effect, at: Instant): RegistryEvent[] {
  if (effect.kind === 'skipped' || effect.kind === 'unchanged') return [];
  const { after: service, before } = effect;
  const common = { service, actor: SYSTEM, at };
  const details = { source_ip: report.sourceIp };
  const activated = { ...common, type: EVENT_OF.report, details };
  if (before === undefined) {
    const told = { ...registrationDetails(service), ...details };
    return [{ ...common, type: 'registered', details: told }, activated];
  }
  return before.status === service.status ? [] : [activated];
}

function healthChangeOf({ report, effect }: Effect): HealthChange | undefined {
  if (effect.kind === 'skipped' || report.type !== 'poller') return undefined;
  const { after, before } = effect;
  const first = before === undefined || (before.first_seen === null && after.first_seen !== null);
  if (after.is_healthy === null || isOver(after)) return undefined;
  if (!first && before.is_healthy === after.is_healthy) return undefined;
  return { pollerId: after.id, at: report.lastAt, healthy: after.is_healthy };
}

const isOver = ({ status }: Service) => status === 'revoked' || status === 'deleted';

/** The first report of a poller, and the first after a silence, are told to people (SR-39). */
function noticeOf({ report, effect }: Effect, at: Instant): HealthNotice | undefined {
  if (effect.kind === 'skipped' || report.type !== 'poller') return undefined;
  const { after, before } = effect;
  const current = after.is_healthy === true ? 'healthy' : 'unhealthy';
  const common = {
    pollerId: after.id,
    current,
    at,
    lastSeen: after.last_seen,
    sourceIp: report.sourceIp,
  } as const;
  if (before === undefined || (before.last_seen === null && !isOver(after))) {
    return { ...common, previous: 'unknown', recovery: null };
  }
  if (before.status !== 'inactive' || after.status !== 'active') return undefined;
  const previous = current === 'healthy' ? 'unhealthy' : 'unknown';
  return { ...common, previous, recovery: 'it reports again' };
}

function outcomeOf(
  heartbeats: readonly Heartbeat[],
  { services, skipped }: FoldedHeartbeats,
  effects: readonly Effect[],
): HeartbeatOutcome {
  const ignored = effects.flatMap(({ report, effect }): SkippedHeartbeat[] => {
    if (effect.kind !== 'skipped') return [];
    const message =
      effect.reason === 'unknown_service'
        ? `the ${nameOf(report)} is not known, and the heartbeat tells not all that registering it needs`
        : `the ${nameOf(report)} is not registered`;
    return report.places.map((index) => ({ index, reason: effect.reason, message }));
  });
  const all = [...skipped, ...ignored].sort((a, b) => a.index - b.index);
  const lost = new Set(
    effects.filter(({ effect }) => effect.kind === 'skipped').map(({ report }) => keyOf(report)),
  );
  const moved = effects.filter(
    ({ effect }) => effect.kind !== 'skipped' && effect.before?.status !== effect.after.status,
  );
  return {
    received: heartbeats.length,
    recorded: heartbeats.length - all.length,
    skipped: all,
    services: services.filter((service) => !lost.has(keyOf(service))),
    moved: moved.map(({ report: { type, id } }) => ({ type, id })),
  };
}
