import {
  type Column,
  createdAt,
  fallback,
  optional,
  required,
  updatedAt,
} from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

/**
 * What the registry keeps of every component. Two writers share a row: registration owns these
 * columns, heartbeats only move `last_seen` and health (SR-25).
 */
const registration = {
  component_id: optional('text', 'name of the component in its deployment'),
  registration_source: fallback(
    'text',
    "'implicit'::text",
    'how it became known: edge_onboarding, k8s_spiffe, config or implicit (by its first report)',
  ),
  status: fallback(
    'text',
    "'active'::text",
    'pending, active, inactive (silent), revoked or deleted',
  ),
  spiffe_identity: optional('text', 'SPIFFE ID that the component presents'),
  first_registered: fallback('timestamp with time zone', 'now()', 'when it was registered'),
  first_seen: optional('timestamp with time zone', 'its first report'),
  last_seen: optional('timestamp with time zone', 'its latest report'),
  metadata: fallback('jsonb', "'{}'::jsonb", 'what registration told, as text by key'),
  created_by: fallback('text', "'system'::text", 'who registered it'),
} as const;

/** Nobody writes it: the database counts what belongs to a row (SR-24). */
const counted = (what: string) =>
  ({
    type: 'bigint',
    nullable: false,
    meaning: `${what} that belong to it and are not deleted, counted by the database`,
    default: '0',
  }) as const satisfies Column;

const checkerCount = { checker_count: counted('checkers') } as const;

/** The old system had them, and left them at 0. */
const COUNTED = 'the old system never counted; the database does' as const;

/** Facts: inventory §3.1 to §3.4. */
export const pollers = dataset({
  name: 'pollers',
  title: 'Pollers',
  area: 'registry',
  kind: 'table',
  columns: {
    poller_id: required('text', 'the poller'),
    ...registration,
    is_healthy: fallback('boolean', 'true', 'whether its latest report found every service up'),
    agent_count: counted('agents'),
    ...checkerCount,
    updated_at: updatedAt,
  },
  key: ['poller_id'],
  keepsApart: 'two pollers of one component',
  version: 'last_seen',
  indexes: [
    { name: 'idx_pollers_last_seen', columns: ['last_seen desc'] },
    { name: 'idx_pollers_registered', columns: ['first_registered desc', 'poller_id'] },
  ],
  proton: sameNames('pollers', {
    dropped: { agent_count: COUNTED, checker_count: COUNTED },
  }),
  queryNames: ['pollers', 'poller', 'gateways', 'gateway'],
});

export const agents = dataset({
  name: 'agents',
  title: 'Agents',
  area: 'registry',
  kind: 'table',
  columns: {
    agent_id: required('text', 'the agent'),
    poller_id: required('text', 'poller to which it reports'),
    ...registration,
    ...checkerCount,
    updated_at: updatedAt,
  },
  key: ['agent_id'],
  keepsApart: 'two agents of one poller',
  version: 'last_seen',
  indexes: [
    { name: 'idx_agents_poller', columns: ['poller_id'] },
    { name: 'idx_agents_registered', columns: ['first_registered desc', 'agent_id'] },
  ],
  proton: sameNames('agents', { dropped: { checker_count: COUNTED } }),
  queryNames: ['agents', 'agent'],
});

export const checkers = dataset({
  name: 'checkers',
  title: 'Checkers',
  area: 'registry',
  kind: 'table',
  columns: {
    checker_id: required('text', 'the checker, `<service name>@<agent id>`'),
    agent_id: required('text', 'agent that runs it'),
    poller_id: required('text', 'poller of that agent'),
    checker_kind: required('text', 'kind of check: snmp, sysmon, rperf, mapper, …'),
    ...registration,
    updated_at: updatedAt,
  },
  key: ['checker_id'],
  keepsApart: 'one kind of checker on two agents',
  version: 'last_seen',
  indexes: [
    { name: 'idx_checkers_agent', columns: ['agent_id'] },
    { name: 'idx_checkers_poller', columns: ['poller_id'] },
    { name: 'idx_checkers_registered', columns: ['first_registered desc', 'checker_id'] },
  ],
  proton: sameNames('checkers'),
  queryNames: ['checkers', 'checker'],
});

/** Facts: inventory SR-6, SR-7: the audit of every change of status. */
export const serviceRegistrationEvents = dataset({
  name: 'service_registration_events',
  title: 'Changes in the registry of pollers, agents and checkers',
  area: 'registry',
  kind: 'hypertable',
  columns: {
    event_id: required('text', 'the change, a UUID'),
    event_type: required(
      'text',
      'registered, activated, deactivated, revoked, restored, deleted or purged',
    ),
    service_id: required('text', 'poller, agent or checker that changed'),
    service_type: required('text', 'which of the three it is'),
    parent_id: optional('text', 'poller of an agent, agent of a checker'),
    registration_source: optional('text', 'how the component became known'),
    actor: optional('text', 'who changed it'),
    timestamp: required('timestamp with time zone', 'when it changed'),
    metadata: fallback('jsonb', "'{}'::jsonb", 'details of the change'),
    created_at: createdAt,
  },
  key: ['service_id', 'timestamp', 'event_id'],
  keepsApart: 'registration and activation of one service at one instant',
  time: { column: 'timestamp', chunkHours: 360, retentionDays: 90 },
  indexes: [{ name: 'idx_service_registration_events_time', columns: ['timestamp desc'] }],
  proton: sameNames('service_registration_events'),
  queryNames: ['service_registration_events', 'registration_events'],
});
