import type {
  CapabilityCheck,
  CapabilityMatrix,
  CapabilityStatus,
  DeviceItem,
} from '../../../contract/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import {
  type CapabilityRow,
  type CheckRow,
  collectorOf,
  type Matrix,
} from '../../../query/index.ts';
import { instantText, keyTextOf, objectOf, present, textOf } from '../value.ts';

type State = CapabilityStatus['state'];

/** What a device can do now, by one service. */
export function capabilityStatus(row: CapabilityRow | CheckRow): CapabilityStatus {
  return {
    capability: row.capability,
    service_id: keyTextOf(row.service_id),
    service_type: row.service_type,
    state: stateOf(row.state),
    enabled: row.enabled,
    last_checked: formatInstant(row.last_checked),
    last_success: instantText(row.last_success),
    last_failure: instantText(row.last_failure),
    failure_reason: row.failure_reason,
    metadata: objectOf(row.metadata) ?? {},
    recorded_by: row.recorded_by,
  };
}

/** One check of the past. */
export const capabilityCheck = (row: CheckRow): CapabilityCheck => ({
  event_id: row.event_id,
  ...capabilityStatus(row),
});

const KNOWN: readonly string[] = ['ok', 'degraded', 'failed', 'unknown'] satisfies State[];

/** Rows that came from elsewhere may have another word. */
const stateOf = (word: string): State => (KNOWN.includes(word) ? (word as State) : 'unknown');

/** Devices with their capabilities; of several services the newest check is told. */
export function capabilityMatrix({ devices, counts, next }: Matrix): CapabilityMatrix {
  const columns = new Set([
    ...counts.map(({ capability }) => capability),
    ...devices.flatMap((device) => device.capabilities.map(({ capability }) => capability)),
  ]);
  return {
    capabilities: [...columns].sort(),
    devices: devices.map(({ capabilities, ...device }) => ({
      ...device,
      capabilities: cellsOf(capabilities),
    })),
    counts: counts.map((one) => ({ ...one, state: stateOf(one.state) })),
    next_cursor: next,
  };
}

type Cells = CapabilityMatrix['devices'][number]['capabilities'];

function cellsOf(rows: readonly CapabilityRow[]): Cells {
  const names = new Set(rows.map((row) => row.capability));
  return Object.fromEntries(
    [...names].map((name) => {
      const checks = rows.filter((row) => row.capability === name);
      const newest = checks.reduce((a, b) => (b.last_checked > a.last_checked ? b : a));
      const { state, last_checked, last_success, last_failure, failure_reason } =
        capabilityStatus(newest);
      const told = { state, last_checked, last_success, last_failure, failure_reason };
      return [name, { ...told, services: checks.length }];
    }),
  );
}

type Collector = NonNullable<DeviceItem['collector_capabilities']>;
type Snapshot = NonNullable<DeviceItem['capability_snapshots']>[number];

/**
 * What the capabilities of a device tell of its collector (RE-4, CP-8); undefined where it has none
 * and names no collecting agent in its metadata either (UD-45).
 */
export function collectorCapabilities(
  rows: readonly CapabilityRow[],
  metadata: JsonValue,
): Collector | undefined {
  const { capabilities, agentId, pollerId, serviceName, lastSeen } = collectorOf(rows);
  const named = textOf(objectOf(metadata)?.collector_agent_id)?.trim() ?? '';
  if (capabilities.length === 0 && named === '') return undefined;
  return {
    has_collector: true,
    supports_icmp: capabilities.includes('icmp'),
    supports_snmp: capabilities.includes('snmp'),
    supports_sysmon: capabilities.includes('sysmon'),
    capabilities: [...capabilities],
    ...present({
      agent_id: agentId ?? (named === '' ? null : named),
      poller_id: pollerId,
      service_name: serviceName,
      last_seen: instantText(lastSeen),
    }),
  };
}

/** An enabled capability as an item of a device tells it (RE-4). */
export function capabilitySnapshot(row: CapabilityRow): Snapshot {
  const { capability, enabled, ...told } = capabilityStatus(row);
  return { capability, enabled, ...present(told) };
}
