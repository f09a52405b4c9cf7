import type { DeviceObservation, NewRow } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import { presentObservation } from '../components/index.ts';
import type { Heartbeat } from './heartbeat.ts';
import { cleanId, keyOf, type ServiceKey } from './service.ts';

/*
 * What reports of services say of those that reported: a poller, the agent that checked, and the
 * checker where the service is one (SR-14, SR-36).
 */

type StatusRow = Partial<NewRow<'service_status'>>;

/** Kinds of services that are checkers of their own (UD-8). */
const CHECKER_KINDS: ReadonlySet<string> = new Set(['snmp', 'sysmon', 'rperf', 'mapper']);

/** The source of what a service tells of the host on which it runs. */
const SELF_REPORTED = 'self-reported';

/** One component of the rows of a batch. */
interface Component {
  readonly type: 'poller' | 'agent' | 'checker';
  readonly id: string;
  readonly pollerId: string;
  readonly agentId: string | null;
  readonly checkerKind: string | null;
  firstAt: Instant;
  lastAt: Instant;
}

/** The components that rows of service status name, each once. */
export type ReportingComponents = ReadonlyMap<string, Component>;

/**
 * Collects the components that rows name. One that reports through two parents counts for each, so
 * that the registry decides, not the order of the rows.
 */
export function componentsOf(rows: readonly StatusRow[]): ReportingComponents {
  const components = new Map<string, Component>();
  const note = (one: Omit<Component, 'firstAt' | 'lastAt'>, at: Instant) => {
    const key = `${keyOf(one)}\n${one.pollerId}\n${one.agentId}\n${one.checkerKind}`;
    const known = components.get(key);
    if (known === undefined) components.set(key, { ...one, firstAt: at, lastAt: at });
    else {
      known.firstAt = Math.min(known.firstAt, at);
      known.lastAt = Math.max(known.lastAt, at);
    }
  };
  for (const row of rows) {
    const at = row.timestamp;
    const pollerId = cleanId(row.poller_id);
    if (pollerId === null || at === undefined || !Number.isSafeInteger(at)) continue;
    const agentId = cleanId(row.agent_id);
    const common = { pollerId, agentId, checkerKind: null };
    note({ type: 'poller', id: pollerId, ...common, agentId: null }, at);
    if (agentId === null) continue;
    note({ type: 'agent', id: agentId, ...common }, at);
    const checkerKind = row.service_type ?? '';
    if (!CHECKER_KINDS.has(checkerKind)) continue;
    const id = cleanId(`${row.service_name}@${agentId}`);
    if (id !== null) note({ type: 'checker', id, ...common, checkerKind }, at);
  }
  return components;
}

/** Addresses of components, as the devices tell on which they say to run. */
export function addressesOf(told: readonly DeviceObservation[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const { source, ip, pollerId, agentId } of told) {
    if (source !== SELF_REPORTED || ip === null) continue;
    if (agentId !== '') addresses.set(keyOf({ type: 'agent', id: agentId }), ip);
    else if (pollerId !== '') addresses.set(keyOf({ type: 'poller', id: pollerId }), ip);
    if (agentId === pollerId) addresses.set(keyOf({ type: 'poller', id: pollerId }), ip);
  }
  return addresses;
}

/** The heartbeats of components: first and last of the rows. */
export function heartbeatsOf(
  components: ReportingComponents,
  addresses: ReadonlyMap<string, string>,
): Heartbeat[] {
  return [...components.values()].flatMap(({ firstAt, lastAt, ...component }) => {
    const sourceIp = addresses.get(keyOf(component)) ?? null;
    const beat = (at: Instant): Heartbeat => ({ ...component, sourceIp, at });
    return firstAt === lastAt ? [beat(lastAt)] : [beat(firstAt), beat(lastAt)];
  });
}

/** A component with what its newest row says of it as a device. */
export interface ObservedComponent extends ServiceKey {
  readonly observation: DeviceObservation;
}

/** Components as devices `serviceradar:<type>:<id>`, as of their newest row (UD-11, SR-36). */
export function componentObservations(
  components: ReportingComponents,
  addresses: ReadonlyMap<string, string>,
): ObservedComponent[] {
  const newest = new Map<string, Component>();
  for (const component of components.values()) {
    const key = keyOf(component);
    const known = newest.get(key);
    if (known === undefined || component.lastAt > known.lastAt) newest.set(key, component);
  }
  return [...newest].map(([key, component]) => {
    const { type, id, lastAt } = component;
    const seen = { at: lastAt, lastSeen: lastAt, ip: addresses.get(key) ?? null };
    return { type, id, observation: presentObservation(component, seen) };
  });
}

/**
 * The health of pollers: every service answered that was reported in the time before the newest
 * report of the poller (SR-14). It is read from the latest states, which are the same whatever order
 * and batches the reports came in.
 */
export async function healthFromServices(
  database: Database,
  session: Session,
  { pollerIds, windowMs }: { readonly pollerIds: readonly string[]; readonly windowMs: number },
): Promise<ReadonlyMap<string, boolean>> {
  const rows = await session.query<{ poller_id: string; healthy: boolean }>(
    'registry.health',
    sql`select newest.poller_id, bool_and(latest.available) as healthy
          from (select poller_id, max("timestamp") as at
                  from ${database.relation('service_status_latest')}
                 where poller_id = any(${pollerIds}::text[]) group by poller_id) as newest
          join ${database.relation('service_status_latest')} as latest
            on latest.poller_id = newest.poller_id
           and latest."timestamp" >= newest.at - ${windowMs} * interval '1 millisecond'
         group by newest.poller_id`,
  );
  return new Map(rows.map((row) => [row.poller_id, row.healthy]));
}
