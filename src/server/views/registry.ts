import type {
  AgentItem,
  HeartbeatReport,
  PollerItem,
  PollerService,
  RegistryDetail,
  RegistryEvent,
  RegistryService,
  ServiceDeclaration,
  ServiceReportPoint,
  ServiceTreePoller,
} from '../../contract/index.ts';
import {
  formatInstant,
  type Instant,
  MICROS_PER_MILLI,
  MICROS_PER_SECOND,
} from '../../core/index.ts';
import type { HeartbeatOutcome } from '../../inventory/index.ts';
import type {
  AgentRow,
  DeclaredRow,
  PollerRow,
  RegisteredService,
  ReportedRow,
  readRegistryEvents,
  readReportedHistory,
  TreeRow,
} from '../../query/index.ts';
import { instantText, integer64Of, objectOf } from './value.ts';

/** A poller, agent or checker for an answer. */
export function registryService(row: RegisteredService): RegistryService {
  const parent = { poller: null, agent: row.poller_id, checker: row.agent_id };
  return {
    type: row.type,
    id: row.id,
    parent_id: parent[row.type],
    poller_id: row.poller_id,
    agent_id: row.agent_id,
    checker_kind: row.checker_kind,
    component_id: row.component_id,
    registration_source: row.registration_source,
    status: row.status,
    spiffe_identity: row.spiffe_identity,
    first_registered: formatInstant(row.first_registered),
    first_seen: instantText(row.first_seen),
    last_seen: instantText(row.last_seen),
    metadata: texts(row.metadata),
    created_by: row.created_by,
    is_healthy: row.is_healthy,
    agent_count: integer64Of(row.agent_count),
    checker_count: integer64Of(row.checker_count),
    updated_at: formatInstant(row.updated_at),
  };
}

/** A service with what happened to it. */
export function registryDetail(
  row: RegisteredService,
  events: Awaited<ReturnType<typeof readRegistryEvents>>,
): RegistryDetail {
  return { ...registryService(row), events: events.map(registryEvent) };
}

function registryEvent(row: Awaited<ReturnType<typeof readRegistryEvents>>[number]): RegistryEvent {
  return {
    event_id: row.event_id,
    event_type: row.event_type,
    timestamp: formatInstant(row.timestamp),
    actor: row.actor,
    registration_source: row.registration_source,
    parent_id: row.parent_id,
    metadata: texts(row.metadata),
  };
}

/** Text by key; what is no object tells nothing (SR-3), and what is no text is shown as JSON. */
function texts(value: unknown): { [key: string]: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'string' ? one : JSON.stringify(one),
    ]),
  );
}

/** Skipped heartbeats that an answer tells one by one. */
const MOST_SKIPPED = 100;

/** What became of a batch of heartbeats. */
export function heartbeatReport({
  received,
  recorded,
  skipped,
}: HeartbeatOutcome): HeartbeatReport {
  const told = skipped
    .slice(0, MOST_SKIPPED)
    .map(({ index, reason, message }) => ({ index, reason, message }));
  return { received, recorded, skipped: told, skipped_total: skipped.length };
}

/** A poller with its services (RE-12). */
export function pollerItem(row: PollerRow, services: readonly ReportedRow[]): PollerItem {
  return {
    poller_id: row.poller_id,
    is_healthy: row.is_healthy,
    last_update: instantText(row.last_seen),
    services: services.map(pollerService),
    uptime: uptimeOf(row),
    first_seen: instantText(row.first_seen),
    status: row.status,
  };
}

/** A service as it was reported last; its message is bytes, which JSON writes as base64. */
export function pollerService(row: ReportedRow): PollerService {
  return {
    agent_id: row.agent_id,
    poller_id: row.poller_id,
    name: row.service_name,
    available: row.available,
    message: Buffer.from(row.message ?? '', 'utf8').toString('base64'),
    type: row.service_type,
    details: row.details,
    ...(row.kv_store_id === null ? {} : { kv_store_id: row.kv_store_id }),
    last_update: formatInstant(row.timestamp),
    partition: row.partition,
  };
}

/** One report of a service. */
export function serviceReportPoint(
  row: Awaited<ReturnType<typeof readReportedHistory>>[number],
): ServiceReportPoint {
  return {
    timestamp: formatInstant(row.timestamp),
    available: row.available,
    agent_id: row.agent_id,
    type: row.service_type,
    message: row.message,
    details: row.details,
  };
}

/** A service as it was declared at one time. */
export function serviceDeclaration(row: DeclaredRow): ServiceDeclaration {
  return {
    timestamp: formatInstant(row.timestamp),
    poller_id: row.poller_id,
    agent_id: row.agent_id,
    name: row.service_name,
    type: row.service_type,
    config: objectOf(row.config) ?? {},
    partition: row.partition,
  };
}

/** From the change to health to the latest report, such as `3h12m5s`. */
function uptimeOf(row: PollerRow): string {
  const since = row.changed_to === true ? row.changed_at : row.first_seen;
  if (!row.is_healthy || row.last_seen === null || since === null) return '0s';
  const seconds = Math.max(0, Math.floor((row.last_seen - since) / MICROS_PER_SECOND));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** An agent as services name it, to the second. */
export function agentItem(row: AgentRow): AgentItem {
  const types = row.service_types ?? [];
  return {
    agent_id: row.agent_id,
    poller_id: row.poller_id,
    last_seen: wholeSecond(row.last_seen),
    ...(types.length === 0 ? {} : { service_types: [...types] }),
  };
}

function wholeSecond(instant: Instant): string {
  const whole = Math.floor(instant / MICROS_PER_SECOND) * MICROS_PER_SECOND;
  return new Date(whole / MICROS_PER_MILLI).toISOString().replace('.000Z', 'Z');
}

type Branch = ServiceTreePoller['agents'][number];

/** Rows of the tree, in its order, as pollers with agents with services. */
export function serviceTree(rows: readonly TreeRow[]): ServiceTreePoller[] {
  const pollers = new Map<string, { healthy: boolean; agents: Map<string, TreeRow[]> }>();
  for (const row of rows) {
    const known = pollers.get(row.poller_id) ?? { healthy: row.is_healthy, agents: new Map() };
    pollers.set(row.poller_id, known);
    if (row.agent_id === null) continue;
    known.agents.set(row.agent_id, [...(known.agents.get(row.agent_id) ?? []), row]);
  }
  return [...pollers].map(([pollerId, { healthy, agents }]) => ({
    poller_id: pollerId,
    is_healthy: healthy,
    ...storesOf([...agents.values()].flat()),
    agents: [...agents].map(([agentId, services]) => branchOf(agentId, services)),
  }));
}

const branchOf = (agentId: string, services: readonly TreeRow[]): Branch => ({
  agent_id: agentId,
  ...storesOf(services),
  services: services.map((one) => ({
    name: one.service_name ?? '',
    type: one.service_type ?? '',
    agent_id: agentId,
    poller_id: one.poller_id,
    ...(one.kv_store_id === null ? {} : { kv_store_id: one.kv_store_id }),
  })),
});

function storesOf(services: readonly TreeRow[]): { kv_store_ids?: string[] } {
  const stores = new Set(services.flatMap((one) => one.kv_store_id ?? []));
  return stores.size === 0 ? {} : { kv_store_ids: [...stores].sort() };
}
