import { Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

const text = (description: string) => Type.String({ description });
const optional = (description: string) => Type.Optional(Type.String({ description }));

/** A service as its poller reported it last (RE-12). */
export const PollerService = Type.Object(
  {
    agent_id: text('agent that checked; empty where the poller itself did'),
    poller_id: text('poller that reported'),
    name: text('the service'),
    available: Type.Boolean({ description: 'whether it answered' }),
    message: text('one line by the checker, as base64 of its UTF-8; empty where there is none'),
    type: text('kind of service; empty where it was not told'),
    details: nullable(text('JSON text by the checker')),
    kv_store_id: optional('store that holds its configuration'),
    last_update: InstantText,
    partition: nullable(text('network partition (tenant)')),
  },
  { $id: 'PollerService', title: 'PollerService' },
);
export type PollerService = Type.Static<typeof PollerService>;

/** A poller with its services. */
export const PollerItem = Type.Object(
  {
    poller_id: text('the poller'),
    is_healthy: Type.Boolean({ description: 'whether its latest report found every service up' }),
    last_update: nullable(Type.String({ description: 'its latest report; null before the first' })),
    services: Type.Array(Type.Unsafe<PollerService>({ $ref: 'PollerService#' }), {
      description: 'by type, then name',
    }),
    uptime: text(
      'how long it was healthy until its latest report, as known from its history of 7 days; 0s where it is not',
    ),
    first_seen: nullable(Type.String({ description: 'its first report; null before' })),
    status: text('where it stands in the registry'),
  },
  { $id: 'PollerItem', title: 'PollerItem' },
);
export type PollerItem = Type.Static<typeof PollerItem>;

/** A change of health of a poller. */
export const PollerHealthPoint = Type.Object(
  { timestamp: InstantText, is_healthy: Type.Boolean() },
  { $id: 'PollerHealthPoint', title: 'PollerHealthPoint' },
);
export type PollerHealthPoint = Type.Static<typeof PollerHealthPoint>;

/** One report of a service. */
export const ServiceReportPoint = Type.Object(
  {
    timestamp: InstantText,
    available: Type.Boolean(),
    agent_id: text('agent that checked; empty where the poller itself did'),
    type: text('kind of service; empty where it was not told'),
    message: nullable(text('one line by the checker')),
    details: nullable(text('JSON text by the checker')),
  },
  { $id: 'ServiceReportPoint', title: 'ServiceReportPoint' },
);
export type ServiceReportPoint = Type.Static<typeof ServiceReportPoint>;

export const ServiceHistoryQuery = Type.Object({
  agent: optional('only as checked by this agent'),
  type: optional('only of this kind'),
  limit: optional('reports at most; 100 by default, at most 1000'),
});
export type ServiceHistoryQuery = Type.Static<typeof ServiceHistoryQuery>;

/** How many pollers there are and are well. */
export const PollerTotals = Type.Object(
  {
    total_pollers: Type.Integer(),
    healthy_pollers: Type.Integer(),
    last_update: nullable(Type.String({ description: 'the newest report of any of them' })),
  },
  { $id: 'PollerTotals', title: 'PollerTotals' },
);
export type PollerTotals = Type.Static<typeof PollerTotals>;

/** An agent as services name it (SR-22). */
export const AgentItem = Type.Object(
  {
    agent_id: text('the agent'),
    poller_id: text('poller to which it reports'),
    last_seen: Type.String({ description: 'RFC 3339, to the second' }),
    service_types: Type.Optional(
      Type.Array(Type.String(), { description: 'kinds of its services' }),
    ),
  },
  { $id: 'AgentItem', title: 'AgentItem' },
);
export type AgentItem = Type.Static<typeof AgentItem>;

export const ServiceTreeQuery = Type.Object({
  poller: optional('only this poller'),
  agent: optional('only this agent'),
  configured: optional('`only`: services that have a store of configuration'),
  limit: optional('pollers at most; 100 by default, at most 1000'),
  offset: optional('pollers before them'),
});
export type ServiceTreeQuery = Type.Static<typeof ServiceTreeQuery>;

const stores = Type.Optional(
  Type.Array(Type.String(), { description: 'stores of configuration of its services' }),
);

/** A poller with its agents and their services. */
export const ServiceTreePoller = Type.Object(
  {
    poller_id: text('the poller'),
    is_healthy: Type.Boolean(),
    kv_store_ids: stores,
    agents: Type.Array(
      Type.Object({
        agent_id: text('the agent; empty for what the poller itself checks'),
        kv_store_ids: stores,
        services: Type.Array(
          Type.Object({
            name: text('the service'),
            type: text('its kind; empty where it was not told'),
            agent_id: text('the agent'),
            poller_id: optional('the poller'),
            kv_store_id: optional('store that holds its configuration'),
          }),
        ),
      }),
    ),
  },
  { $id: 'ServiceTreePoller', title: 'ServiceTreePoller' },
);
export type ServiceTreePoller = Type.Static<typeof ServiceTreePoller>;
