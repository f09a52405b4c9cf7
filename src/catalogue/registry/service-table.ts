/** What the registry knows. */
export const SERVICE_TYPES = ['poller', 'agent', 'checker'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

/** Where a service stands in its life (inventory SR-2). */
export const SERVICE_STATUSES = ['pending', 'active', 'inactive', 'revoked', 'deleted'] as const;
export type ServiceStatus = (typeof SERVICE_STATUSES)[number];

/** How a service became known (inventory SR-2). */
export const REGISTRATION_SOURCES = [
  'edge_onboarding',
  'k8s_spiffe',
  'config',
  'implicit',
] as const;
export type RegistrationSource = (typeof REGISTRATION_SOURCES)[number];

/** The table of each type of service: its key, and the columns that name its parents. */
export const SERVICE_TABLES = {
  poller: {
    table: 'pollers',
    id: 'poller_id',
    parent: null,
    own: [],
    counts: ['agent_count', 'checker_count'],
  },
  agent: {
    table: 'agents',
    id: 'agent_id',
    parent: 'poller_id',
    own: ['poller_id'],
    counts: ['checker_count'],
  },
  checker: {
    table: 'checkers',
    id: 'checker_id',
    parent: 'agent_id',
    own: ['agent_id', 'poller_id', 'checker_kind'],
    counts: [],
  },
} as const;
