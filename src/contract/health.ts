import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

export const HealthState = Type.Union([
  Type.Literal('ok'),
  Type.Literal('degraded'),
  Type.Literal('failed'),
]);
export type HealthState = Type.Static<typeof HealthState>;

export const HealthCheck = Type.Object({
  name: Type.String({
    description: 'database, schema, maintenance, retention, queues, host_receiver',
  }),
  state: HealthState,
  message: Type.String({ description: 'one sentence' }),
  hint: Type.Optional(Type.String({ description: 'what to do, where something is to be done' })),
  detail: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type HealthCheck = Type.Static<typeof HealthCheck>;

export const LivenessReport = Type.Object(
  { state: Type.Literal('ok'), uptime_seconds: Type.Number() },
  { $id: 'LivenessReport', title: 'LivenessReport' },
);

/** `degraded` is still ready (200); `failed` is not (503). */
export const ReadinessReport = Type.Object(
  { state: HealthState, checks: Type.Array(HealthCheck) },
  { $id: 'ReadinessReport', title: 'ReadinessReport' },
);
export type ReadinessReport = Type.Static<typeof ReadinessReport>;

export const VersionReport = Type.Object(
  {
    name: Type.Literal('radarstore'),
    version: Type.String(),
    schema_version: Type.Integer({ description: 'newest schema migration of this program' }),
    node: Type.String(),
    platform: Type.String(),
  },
  { $id: 'VersionReport', title: 'VersionReport' },
);
export type VersionReport = Type.Static<typeof VersionReport>;

/** What this process is, so that the console can open on its own host. */
export const SelfReport = Type.Object(
  {
    version: Type.String(),
    started_at: InstantText,
    now: InstantText,
    hostname: Type.String(),
    poller_id: Type.String(),
    agent_id: Type.String(),
    device_id: nullable(
      Type.String({ description: 'device of this host; null while the host receiver is off' }),
    ),
    sample_seconds: nullable(
      Type.Number({ description: 'seconds between two samples; null while off' }),
    ),
  },
  { $id: 'SelfReport', title: 'SelfReport' },
);
export type SelfReport = Type.Static<typeof SelfReport>;
