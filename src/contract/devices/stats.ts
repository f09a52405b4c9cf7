import { Type } from 'typebox';
import { InstantText } from '../common.ts';

const count = (description: string) => Type.Integer({ description });

/** Numbers of the inventory (UD-44, UD-45). */
export const DeviceStats = Type.Object(
  {
    timestamp: Type.String({ description: 'RFC 3339: when they were counted' }),
    total_devices: count('visible devices and service components'),
    available_devices: count('of them: whose newest observation found them answering'),
    unavailable_devices: count('of them: the others'),
    active_devices: count('of them: seen within the last 24 hours'),
    devices_with_collectors: count('of them: with any capability, or a collector'),
    devices_with_icmp: count('of them: that answer pings for a collector'),
    devices_with_snmp: count('of them: that are read by SNMP'),
    devices_with_sysmon: count('of them: whose host is measured'),
    partitions: Type.Array(
      Type.Object({
        partition_id: Type.String(),
        device_count: Type.Integer(),
        active_count: Type.Integer(),
        available_count: Type.Integer(),
      }),
      { description: 'by their names' },
    ),
  },
  { $id: 'DeviceStats', title: 'DeviceStats' },
);
export type DeviceStats = Type.Static<typeof DeviceStats>;

/** Headers of the statistics (RE-11). */
export const STATS_HEADERS = {
  rawRecords: 'x-serviceradar-stats-raw-records',
  processedRecords: 'x-serviceradar-stats-processed-records',
  skippedNil: 'x-serviceradar-stats-skipped-nil',
  skippedTombstoned: 'x-serviceradar-stats-skipped-tombstoned',
  skippedServiceComponents: 'x-serviceradar-stats-skipped-service-components',
  skippedNonCanonical: 'x-serviceradar-stats-skipped-non-canonical',
  skippedSweepOnly: 'x-serviceradar-stats-skipped-sweep-only',
  timestamp: 'x-serviceradar-stats-timestamp',
  ageMs: 'x-serviceradar-stats-age-ms',
} as const;

/** Devices that have metrics. */
export const DeviceMetricsStatus = Type.Object(
  { device_ids: Type.Array(Type.String(), { description: 'with metrics of the last 6 hours' }) },
  { $id: 'DeviceMetricsStatus', title: 'DeviceMetricsStatus' },
);
export type DeviceMetricsStatus = Type.Static<typeof DeviceMetricsStatus>;

/** Body of `POST /api/devices/snmp/status`. */
export const SnmpStatusRequest = Type.Object(
  { deviceIds: Type.Array(Type.String(), { description: 'at most 1,000' }) },
  { $id: 'SnmpStatusRequest', title: 'SnmpStatusRequest' },
);
export type SnmpStatusRequest = Type.Static<typeof SnmpStatusRequest>;

export const SnmpStatus = Type.Object(
  { statuses: Type.Record(Type.String(), Type.Object({ hasMetrics: Type.Boolean() })) },
  { $id: 'SnmpStatus', title: 'SnmpStatus' },
);
export type SnmpStatus = Type.Static<typeof SnmpStatus>;

/** One value of the metrics of a device. */
export const DeviceMetric = Type.Object(
  {
    name: Type.String(),
    type: Type.String(),
    value: Type.Union([Type.Number(), Type.Null()]),
    timestamp: InstantText,
    unit: Type.Optional(Type.String()),
    if_index: Type.Optional(Type.Integer()),
    target_device_ip: Type.Optional(Type.String()),
    device_id: Type.String(),
    partition: Type.Optional(Type.String()),
    poller_id: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'DeviceMetric', title: 'DeviceMetric' },
);
export type DeviceMetric = Type.Static<typeof DeviceMetric>;

export const DeviceMetricsQuery = Type.Object({
  type: Type.Optional(
    Type.String({ description: 'kind of metric: snmp, icmp, …; all unless given' }),
  ),
  start: Type.Optional(Type.String({ description: 'RFC 3339; 24 hours before end by default' })),
  end: Type.Optional(Type.String({ description: 'RFC 3339; now by default' })),
  hours: Type.Optional(
    Type.String({ description: 'whole number of hours before end, instead of start' }),
  ),
  device_ip: Type.Optional(
    Type.String({ description: 'also what was stored under this address without a device' }),
  ),
  has_collector: Type.Optional(Type.String({ description: 'understood, and of no effect' })),
  supports_icmp: Type.Optional(Type.String({ description: 'understood, and of no effect' })),
});
export type DeviceMetricsQuery = Type.Static<typeof DeviceMetricsQuery>;

/** What the service registry knows of a device that is a service component (RE-10). */
export const DeviceRegistration = Type.Object(
  {
    device_id: Type.String(),
    device_type: Type.String({ description: 'poller, agent or checker' }),
    registration_source: Type.Optional(Type.String()),
    first_registered: Type.Optional(InstantText),
    first_seen: Type.Optional(InstantText),
    last_seen: Type.Optional(InstantText),
    status: Type.Optional(Type.String()),
    spiffe_identity: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    parent_id: Type.Optional(Type.String()),
    component_id: Type.Optional(Type.String()),
    checker_kind: Type.Optional(Type.String()),
  },
  { $id: 'DeviceRegistration', title: 'DeviceRegistration' },
);
export type DeviceRegistration = Type.Static<typeof DeviceRegistration>;
