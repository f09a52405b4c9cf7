import { Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';
import { PAGED, RANGED } from '../paged.ts';

export const CAPABILITY_STATES = ['ok', 'degraded', 'failed', 'unknown'] as const;
export type CapabilityState = (typeof CAPABILITY_STATES)[number];

const State = Type.Union(
  [Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('failed'), Type.Literal('unknown')],
  { description: 'what the newest check found' },
);

/** One check as somebody sends it (CP-1); what is left out is filled in. */
export const CapabilityRecord = Type.Object(
  {
    device_id: Type.String({ description: 'device that was checked' }),
    capability: Type.String({ description: 'icmp, snmp, sysmon, …; kept in lower case' }),
    service_id: Type.Optional(Type.String({ description: 'service that checked' })),
    service_type: Type.Optional(Type.String({ description: 'kind of that service' })),
    state: Type.Optional(
      Type.String({
        description: `${CAPABILITY_STATES.join(', ')}; unknown by default. Another word counts as unknown and is kept in the metadata as reported_state`,
      }),
    ),
    enabled: Type.Optional(Type.Boolean({ description: 'true by default' })),
    last_checked: Type.Optional(
      Type.String({ description: 'RFC 3339; the time of receipt by default' }),
    ),
    last_success: Type.Optional(
      Type.String({ description: 'RFC 3339; last_checked by default where the state is ok' }),
    ),
    last_failure: Type.Optional(
      Type.String({ description: 'RFC 3339; last_checked by default where the state is failed' }),
    ),
    failure_reason: Type.Optional(
      Type.String({ description: '`unavailable` by default where the state is failed' }),
    ),
    metadata: Type.Optional(Type.Object({}, { description: 'details of the check' })),
    recorded_by: Type.Optional(Type.String({ description: '`system` by default' })),
    event_id: Type.Optional(
      Type.String({ description: 'UUID; by default one that follows from the rest' }),
    ),
  },
  { $id: 'CapabilityRecord', title: 'CapabilityRecord' },
);
export type CapabilityRecord = Type.Static<typeof CapabilityRecord>;

const outcome = {
  capability: Type.String(),
  service_id: nullable(Type.String({ description: 'service that checked' })),
  service_type: nullable(Type.String()),
  state: State,
  enabled: Type.Boolean(),
  last_checked: InstantText,
  last_success: nullable(InstantText),
  last_failure: nullable(InstantText),
  failure_reason: nullable(Type.String()),
  metadata: Type.Record(Type.String(), Type.Unknown()),
  recorded_by: Type.String(),
};

/** What a device can do now, by one service. */
export const CapabilityStatus = Type.Object(outcome, {
  $id: 'CapabilityStatus',
  title: 'CapabilityStatus',
});
export type CapabilityStatus = Type.Static<typeof CapabilityStatus>;

/** One check of the past. */
export const CapabilityCheck = Type.Object(
  { event_id: Type.String(), ...outcome },
  { $id: 'CapabilityCheck', title: 'CapabilityCheck' },
);
export type CapabilityCheck = Type.Static<typeof CapabilityCheck>;

/** Query of the capabilities of one device. */
export const DeviceCapabilitiesQuery = Type.Object({
  capability: Type.Optional(Type.String({ description: 'one capability' })),
  history: Type.Optional(
    Type.String({ description: '`true`: also the checks of the range, the newest first' }),
  ),
  ...RANGED,
  ...PAGED,
});
export type DeviceCapabilitiesQuery = Type.Static<typeof DeviceCapabilitiesQuery>;

/** Capabilities of one device. */
export const DeviceCapabilities = Type.Object(
  {
    device_id: Type.String(),
    capabilities: Type.Array(CapabilityStatus, {
      description: 'as they are now, also those that are not enabled',
    }),
    history: Type.Array(CapabilityCheck, { description: 'where it was asked for' }),
  },
  { $id: 'DeviceCapabilities', title: 'DeviceCapabilities' },
);
export type DeviceCapabilities = Type.Static<typeof DeviceCapabilities>;

/** Query of the matrix of devices and capabilities. */
export const CapabilityMatrixQuery = Type.Object({
  capability: Type.Optional(Type.String({ description: 'only this capability' })),
  state: Type.Optional(
    Type.String({
      description: `only devices with a capability in this state: ${CAPABILITY_STATES.join(', ')}`,
    }),
  ),
  partition: Type.Optional(Type.String({ description: 'network partition (tenant)' })),
  ...PAGED,
});
export type CapabilityMatrixQuery = Type.Static<typeof CapabilityMatrixQuery>;

/** One device, and its enabled capabilities by name. */
export const CapabilityMatrixRow = Type.Object(
  {
    device_id: Type.String(),
    partition: Type.String(),
    hostname: nullable(Type.String()),
    ip: nullable(Type.String()),
    capabilities: Type.Record(
      Type.String(),
      Type.Object({
        state: State,
        last_checked: InstantText,
        last_success: nullable(InstantText),
        last_failure: nullable(InstantText),
        failure_reason: nullable(Type.String()),
        services: Type.Integer({ description: 'services that check it; the newest check is told' }),
      }),
    ),
  },
  { $id: 'CapabilityMatrixRow', title: 'CapabilityMatrixRow' },
);
export type CapabilityMatrixRow = Type.Static<typeof CapabilityMatrixRow>;

/** Devices × capabilities. */
export const CapabilityMatrix = Type.Object(
  {
    capabilities: Type.Array(Type.String(), { description: 'columns, sorted' }),
    devices: Type.Array(CapabilityMatrixRow, { description: 'one page, by device id' }),
    counts: Type.Array(
      Type.Object({
        capability: Type.String(),
        state: State,
        devices: Type.Integer({ description: 'devices that have the capability in this state' }),
      }),
      { description: 'over all pages; empty behind a cursor, since they were told before' },
    ),
    next_cursor: nullable(Type.String({ description: 'null on the last page' })),
  },
  { $id: 'CapabilityMatrix', title: 'CapabilityMatrix' },
);
export type CapabilityMatrix = Type.Static<typeof CapabilityMatrix>;
