import type { Instant } from '../../core/index.ts';
import type { Database, Session } from '../../database/index.ts';
import { holdComponents } from '../components/index.ts';
import { observeAbsent } from './component.ts';
import { appendEvents } from './events.ts';
import { appendHealth, appendNotices } from './health.ts';
import { EVENT_OF, type ServiceAction, statusAfter } from './lifecycle.ts';
import { type Service, type ServiceKey, unknownService } from './service.ts';
import { lockServices, readService, updateServices } from './store.ts';

/** What a person does to a service. */
export type ManualAction = Exclude<ServiceAction, 'report' | 'silence'>;

export interface ChangeOptions {
  readonly action: ManualAction;
  readonly actor: string;
  readonly now: Instant;
  /** Why, for who reads the events. */
  readonly reason?: string | null | undefined;
}

/**
 * Changes the status of a service inside a transaction, and observes its device as gone where it is;
 * doing it again changes nothing (SR-15 to SR-17). Throws NOT_FOUND, and CONFLICT where the status does
 * not allow it.
 */
export async function changeInSession(
  database: Database,
  session: Session,
  key: ServiceKey,
  options: ChangeOptions,
): Promise<Service> {
  // Devices before services, as reports lock them.
  const held = await holdComponents(database, session, [key]);
  const { service, moved } = await moveInSession(database, session, key, options);
  const { now } = options;
  if (moved) await observeAbsent(database, session, held, { services: [service], now });
  return service;
}

/** As {@link changeInSession}, for whoever observes the device itself. */
export async function moveInSession(
  database: Database,
  session: Session,
  key: ServiceKey,
  { action, actor, now, reason = null }: ChangeOptions,
): Promise<{ readonly service: Service; readonly moved: boolean }> {
  await lockServices(session, [key, ...(await parentsOf(database, session, key))]);
  const before = await readService(database, session, key);
  if (before === undefined) throw unknownService(key);
  const status = statusAfter(before, action);
  if (status === before.status) return { service: before, moved: false };
  const after: Service = { ...before, status, updated_at: now };
  const offline = action === 'deactivate' && after.type === 'poller';
  const service = offline ? { ...after, is_healthy: false } : after;
  const columns = ['status', 'is_healthy', 'updated_at'] as const;
  await updateServices(database, session, { type: key.type, services: [service], columns });
  await appendEvents(database, session, [
    { type: EVENT_OF[action], service, actor, at: now, details: { reason } },
  ]);
  if (offline) await noteOffline(database, session, { pollers: [{ before, service }], now });
  return { service, moved: true };
}

/** Their counts follow from the status. A parent never changes but under the locks of both. */
async function parentsOf(
  database: Database,
  session: Session,
  key: ServiceKey,
): Promise<ServiceKey[]> {
  if (key.type === 'poller') return [];
  const found = await readService(database, session, key);
  if (found === undefined) return [];
  const agents =
    key.type === 'checker' ? [{ type: 'agent', id: found.agent_id ?? '' } as const] : [];
  return [{ type: 'poller', id: found.poller_id }, ...agents];
}

/** Pollers that do not report any longer: their history, and the events for people (SR-39). */
export async function noteOffline(
  database: Database,
  session: Session,
  told: {
    readonly pollers: readonly { readonly before?: Service; readonly service: Service }[];
    readonly now: Instant;
  },
): Promise<void> {
  const { pollers, now } = told;
  const changed = pollers.filter(({ before }) => before?.is_healthy !== false);
  const changes = changed.map(({ service }) => ({ pollerId: service.id, at: now, healthy: false }));
  await appendHealth(database, session, { changes, now });
  await appendNotices(
    database,
    session,
    pollers.map(({ before, service }) => ({
      pollerId: service.id,
      previous: before?.is_healthy === false ? 'unknown' : 'healthy',
      current: 'unhealthy',
      at: now,
      lastSeen: service.last_seen,
      sourceIp: service.metadata.source_ip ?? null,
      recovery: null,
    })),
  );
}
