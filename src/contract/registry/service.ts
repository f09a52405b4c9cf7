import { Type } from 'typebox';
import { InstantText, Integer64, nullable } from '../common.ts';

/** What the registry knows; lists and addresses name them in the plural. */
export const SERVICE_TYPES = ['poller', 'agent', 'checker'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

/** Where a service stands in its life (SR-2). */
export const SERVICE_STATUSES = ['pending', 'active', 'inactive', 'revoked', 'deleted'] as const;
export type ServiceStatus = (typeof SERVICE_STATUSES)[number];

/** How a service became known (SR-2). */
export const REGISTRATION_SOURCES = [
  'edge_onboarding',
  'k8s_spiffe',
  'config',
  'implicit',
] as const;
export type RegistrationSource = (typeof REGISTRATION_SOURCES)[number];

const text = (description: string) => Type.String({ description });
const optional = (description: string) => Type.Optional(Type.String({ description }));

const STATUS = text(`where it stands: ${SERVICE_STATUSES.join(', ')}`);
const SOURCE = text(`how it became known: ${REGISTRATION_SOURCES.join(', ')}`);

const COMMON = {
  type: text('poller, agent or checker'),
  id: text('id of the service'),
  parent_id: nullable(text('poller of an agent, agent of a checker; null for a poller')),
  poller_id: text('poller to which it belongs; itself where it is one'),
  agent_id: nullable(text('agent of a checker, itself where it is one; null for a poller')),
  checker_kind: nullable(text('kind of check; null for what is no checker')),
  component_id: nullable(text('name of the component in its deployment')),
  registration_source: SOURCE,
  status: STATUS,
  spiffe_identity: nullable(text('SPIFFE ID that it presents')),
  first_registered: InstantText,
  first_seen: nullable(Type.String({ description: 'its first report; null before' })),
  last_seen: nullable(Type.String({ description: 'its latest report; null before the first' })),
  metadata: Type.Record(Type.String(), Type.String(), {
    description: 'what registration told, as text by key',
  }),
  created_by: text('who registered it'),
  is_healthy: nullable(
    Type.Boolean({ description: 'whether its latest report found every service up; pollers only' }),
  ),
  agent_count: nullable(Integer64('agents that belong to it; pollers only')),
  checker_count: nullable(Integer64('checkers that belong to it; null for a checker')),
  updated_at: InstantText,
};

/** A poller, agent or checker. */
export const RegistryService = Type.Object(COMMON, {
  $id: 'RegistryService',
  title: 'RegistryService',
});
export type RegistryService = Type.Static<typeof RegistryService>;

/** Something that happened to a service in the registry (SR-7). */
export const RegistryEvent = Type.Object(
  {
    event_id: text('the event, a UUID'),
    event_type: text('registered, activated, deactivated, revoked, restored, deleted or purged'),
    timestamp: InstantText,
    actor: nullable(text('who did it')),
    registration_source: nullable(SOURCE),
    parent_id: nullable(text('its parent at that time')),
    metadata: Type.Record(Type.String(), Type.String(), { description: 'details' }),
  },
  { $id: 'RegistryEvent', title: 'RegistryEvent' },
);
export type RegistryEvent = Type.Static<typeof RegistryEvent>;

/** A service with what happened to it, the newest first. */
export const RegistryDetail = Type.Object(
  {
    ...COMMON,
    events: Type.Array(Type.Unsafe<RegistryEvent>({ $ref: 'RegistryEvent#' }), {
      description: 'at most 100, kept for 90 days',
    }),
  },
  { $id: 'RegistryDetail', title: 'RegistryDetail' },
);
export type RegistryDetail = Type.Static<typeof RegistryDetail>;

/** Query of the lists of the registry. */
export const RegistryListQuery = Type.Object({
  status: Type.Optional(
    Type.Array(Type.String(), {
      description: `one or several of ${SERVICE_STATUSES.join(', ')}: repeated, or with commas between; without it, all but deleted`,
    }),
  ),
  source: Type.Optional(
    Type.Array(Type.String(), {
      description: `one or several of ${REGISTRATION_SOURCES.join(', ')}: repeated, or with commas between`,
    }),
  ),
  poller: optional('services of one poller, by its id'),
  agent: optional('services of one agent, by its id'),
  search: optional('part of the id, in any letter case'),
  seen: optional('`never`: only those that never reported (SR-30)'),
  limit: optional('services per page; 100 by default, at most 1000'),
  cursor: optional('where to go on: x-next-cursor of the page before, with the same filters'),
});
export type RegistryListQuery = Type.Static<typeof RegistryListQuery>;
