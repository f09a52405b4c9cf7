import type {
  DeviceAnnotations,
  DeviceMetric,
  DeviceRegistration,
  DeviceStats,
} from '../../../contract/index.ts';
import { formatInstant, type Instant } from '../../../core/index.ts';
import type {
  AnnotationRow,
  MetricRow,
  PartitionStats,
  RegisteredRow,
} from '../../../query/index.ts';
import { instantText, keyTextOf, numberOf, objectOf, present } from '../value.ts';

/** Numbers of the devices of some partitions together (UD-44). */
export function deviceStats(
  partitions: readonly PartitionStats[],
  countedAt: Instant,
): DeviceStats {
  const shown = partitions.filter(({ devices }) => devices > 0);
  const sum = (count: (one: PartitionStats) => number) => total(shown, count);
  const devices = sum((one) => one.devices);
  const available = sum((one) => one.available);
  return {
    timestamp: formatInstant(countedAt),
    total_devices: devices,
    available_devices: available,
    unavailable_devices: devices - available,
    active_devices: sum((one) => one.active),
    devices_with_collectors: sum((one) => one.withCollectors),
    devices_with_icmp: sum((one) => one.withIcmp),
    devices_with_snmp: sum((one) => one.withSnmp),
    devices_with_sysmon: sum((one) => one.withSysmon),
    partitions: shown.map((one) => ({
      partition_id: one.partition,
      device_count: one.devices,
      active_count: one.active,
      available_count: one.available,
    })),
  };
}

/** Adds up one of the numbers of several partitions. */
export const total = (
  partitions: readonly PartitionStats[],
  count: (one: PartitionStats) => number,
): number => partitions.reduce((before, one) => before + count(one), 0);

/** Tags and notes; of a device about which nobody wrote, empty. */
export function deviceAnnotations(
  deviceId: string,
  row: AnnotationRow | undefined,
): DeviceAnnotations {
  return {
    device_id: deviceId,
    tags: [...(row?.tags ?? [])],
    notes: row?.notes ?? null,
    updated_at: instantText(row?.updated_at ?? null),
    updated_by: row?.updated_by ?? null,
  };
}

/** One value of a metric. */
export function deviceMetric(row: MetricRow): DeviceMetric {
  return {
    name: row.metric_name,
    type: row.metric_type,
    value: numberOf(row.value),
    timestamp: formatInstant(row.timestamp),
    device_id: row.device_id,
    ...present({
      unit: row.unit,
      if_index: row.if_index,
      target_device_ip: row.target_device_ip,
      partition: row.partition,
      poller_id: keyTextOf(row.poller_id),
      metadata: objectOf(row.metadata),
    }),
  };
}

/** What the service registry knows of a component (RE-10). */
export function deviceRegistration(
  deviceId: string,
  type: string,
  row: RegisteredRow,
): DeviceRegistration {
  return {
    device_id: deviceId,
    device_type: type,
    ...present({
      registration_source: row.registration_source,
      first_registered: instantText(row.first_registered),
      first_seen: instantText(row.first_seen),
      last_seen: instantText(row.last_seen),
      status: row.status,
      spiffe_identity: row.spiffe_identity,
      metadata: objectOf(row.metadata),
      parent_id: row.parent_id,
      component_id: row.component_id,
      checker_kind: row.checker_kind,
    }),
  };
}
