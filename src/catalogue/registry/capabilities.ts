import { blankable, createdAt, fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const outcome = {
  state: fallback('text', "'unknown'::text", 'ok, degraded, failed or unknown'),
  enabled: fallback('boolean', 'true', 'whether the capability is in use'),
  last_checked: required('timestamp with time zone', 'when the capability was checked'),
  last_success: optional('timestamp with time zone', 'latest check that succeeded'),
  last_failure: optional('timestamp with time zone', 'latest check that failed'),
  failure_reason: optional('text', 'why the latest check failed'),
  metadata: fallback('jsonb', "'{}'::jsonb", 'details of the check'),
  recorded_by: fallback('text', "'system'::text", 'component that told'),
} as const;

const capability = required('text', 'what the device can do: icmp, snmp, sysmon, …; lower case');

/** Facts: inventory CP-1 to CP-3. */
export const deviceCapabilities = dataset({
  name: 'device_capabilities',
  title: 'Checks of what devices can do',
  area: 'capabilities',
  kind: 'hypertable',
  columns: {
    event_id: required('text', 'the check, a UUID; made from a hash of the row where none is told'),
    device_id: required('text', 'device that was checked'),
    service_id: blankable('service that checked; empty where none was named'),
    service_type: optional('text', 'kind of that service'),
    capability,
    ...outcome,
    created_at: createdAt,
  },
  key: ['device_id', 'capability', 'service_id', 'last_checked', 'event_id'],
  keepsApart: 'two checks of one capability of one device at one instant',
  hashed: { column: 'event_id', of: 'row', given: true },
  time: { column: 'last_checked', chunkHours: 360, retentionDays: 90 },
  columnstore: {
    segmentBy: ['capability'],
    orderBy: ['device_id', 'last_checked desc'],
    afterHours: 360,
  },
  indexes: [{ name: 'idx_device_capabilities_time', columns: ['last_checked desc'] }],
  proton: sameNames('device_capabilities'),
  queryNames: ['device_capabilities'],
});

/** Facts: inventory CP-4 to CP-6: a failure keeps the time of the last success. */
export const deviceCapabilityRegistry = dataset({
  name: 'device_capability_registry',
  title: 'What devices can do now',
  area: 'capabilities',
  kind: 'table',
  columns: {
    device_id: required('text', 'the device'),
    capability,
    service_id: blankable('service that checked; empty where none was named'),
    service_type: optional('text', 'kind of that service'),
    ...outcome,
    updated_at: updatedAt,
  },
  key: ['device_id', 'capability', 'service_id'],
  keepsApart: 'one capability of one device, checked by two services',
  version: 'last_checked',
  combined: { last_success: 'greatest', last_failure: 'greatest' },
  indexes: [
    {
      name: 'idx_device_capability_registry_capability',
      columns: ['capability', 'state', 'device_id'],
    },
  ],
  latestOf: 'device_capabilities',
  proton: sameNames('device_capability_registry'),
  queryNames: ['device_capability_registry', 'capabilities'],
});

/** Telemetry §1.5: a stall is told after several polls in a row without a sample, which nobody else keeps. */
export const sysmonStalls = dataset({
  name: 'sysmon_stalls',
  title: 'Hosts whose sysmon checker gives no samples',
  area: 'capabilities',
  kind: 'table',
  columns: {
    device_id: required('text', 'the host, as a device'),
    consecutive_empty: required('integer', 'polls without a sample since the last one with'),
    first_empty_at: required('timestamp with time zone', 'receipt of the first of them'),
    last_empty_at: required('timestamp with time zone', 'receipt of the latest of them'),
    told_at: optional('timestamp with time zone', 'when the stall was told last'),
  },
  key: ['device_id'],
  keepsApart: 'two hosts that stall',
  version: 'last_empty_at',
  pruning: { column: 'last_empty_at', retentionDays: 3 },
  indexes: [{ name: 'idx_sysmon_stalls_time', columns: ['last_empty_at desc'] }],
  proton: [],
  queryNames: [],
});
