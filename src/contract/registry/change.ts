import { Type } from 'typebox';

const text = (description: string) => Type.String({ description });
const optional = (description: string) => Type.Optional(Type.String({ description }));

/** Body of a registration (SR-4, SR-5). */
export const RegistryRegistration = Type.Object(
  {
    id: text('id of the service'),
    poller_id: optional('poller of an agent: needed there, follows from the agent for a checker'),
    agent_id: optional('agent of a checker: needed there'),
    checker_kind: optional('kind of check, such as snmp: needed for checkers'),
    component_id: optional('name of the component in its deployment; the id unless given'),
    registration_source: optional('edge_onboarding, k8s_spiffe or config; config unless given'),
    spiffe_identity: optional('SPIFFE ID that it presents'),
    metadata: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'anything else, as text by key' }),
    ),
  },
  { $id: 'RegistryRegistration', title: 'RegistryRegistration' },
);
export type RegistryRegistration = Type.Static<typeof RegistryRegistration>;

/** Body of a change of status or a deletion; it may be left out. */
export const RegistryReason = Type.Object(
  { reason: optional('why, for who reads the events') },
  { $id: 'RegistryReason', title: 'RegistryReason' },
);
export type RegistryReason = Type.Static<typeof RegistryReason>;

/** One sign of life of a service (SR-8). */
export const Heartbeat = Type.Object(
  {
    type: text('poller, agent or checker'),
    id: text('id of the service'),
    poller_id: optional('its poller; an agent that is not known yet needs it'),
    agent_id: optional('agent of a checker; one that is not known yet needs it'),
    checker_kind: optional('kind of check; a checker that is not known yet needs it'),
    source_ip: optional('address from which it came'),
    spiffe_id: optional(
      'SPIFFE ID that it presented; the onboarding package of the service shows it',
    ),
    timestamp: optional('RFC 3339; the time of receipt unless given, and never later than that'),
    healthy: Type.Optional(
      Type.Boolean({ description: 'whether all is well with it; true unless given' }),
    ),
  },
  { $id: 'Heartbeat', title: 'Heartbeat' },
);
export type Heartbeat = Type.Static<typeof Heartbeat>;

/** Body of `POST /api/registry/heartbeats`. */
export const HeartbeatBatch = Type.Object(
  {
    heartbeats: Type.Array(Type.Unsafe<Heartbeat>({ $ref: 'Heartbeat#' }), {
      description: 'at most 50,000',
    }),
  },
  { $id: 'HeartbeatBatch', title: 'HeartbeatBatch' },
);
export type HeartbeatBatch = Type.Static<typeof HeartbeatBatch>;

/** What became of heartbeats: those that were skipped harm no other one (SR-13). */
export const HeartbeatReport = Type.Object(
  {
    received: Type.Integer({ description: 'heartbeats of the request' }),
    recorded: Type.Integer({ description: 'those of services that are known, or are now' }),
    skipped: Type.Array(
      Type.Object({
        index: Type.Integer({ description: 'place in the request, from 0' }),
        reason: text('invalid, unknown_service or not_registered'),
        message: text('one sentence'),
      }),
      { description: 'the first 100' },
    ),
    skipped_total: Type.Integer({ description: 'those that were skipped, all of them' }),
  },
  { $id: 'HeartbeatReport', title: 'HeartbeatReport' },
);
export type HeartbeatReport = Type.Static<typeof HeartbeatReport>;
