import type { DeviceDetail, DeviceItem, DiscoverySource } from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import { confidenceOf, type DeviceState } from '../../../inventory/index.ts';
import type {
  AnnotationRow,
  CapabilityRow,
  FoundDevice,
  ListedDevice,
} from '../../../query/index.ts';
import { capabilitySnapshot, collectorCapabilities } from '../discovery/index.ts';
import { instantText, objectOf, present } from '../value.ts';
import { aliasHistory } from './alias-history.ts';
import { attributesOf, overlay } from './attributes.ts';

type Origin = NonNullable<DeviceState['origins']['newest']>;

/** What accompanies a device; undefined where it could not be read, and the answer goes without. */
export interface Companions {
  readonly kinds: ReadonlySet<string> | undefined;
  readonly capabilities: readonly CapabilityRow[] | undefined;
  readonly annotations: AnnotationRow | undefined;
}

/** The status as one word; null and false are different. */
export function statusOf(available: boolean | null): DeviceItem['status'] {
  if (available === null) return 'unknown';
  return available ? 'online' : 'offline';
}

function companionsOf(
  { metadata }: Pick<ListedDevice, 'metadata'>,
  { kinds, capabilities }: Companions,
): Pick<
  DeviceItem,
  'alias_history' | 'collector_capabilities' | 'capability_snapshots' | 'metrics_summary'
> {
  const enabled = capabilities?.filter((row) => row.enabled) ?? [];
  return present({
    alias_history: aliasHistory(metadata) ?? null,
    collector_capabilities: collectorCapabilities(capabilities ?? [], metadata) ?? null,
    capability_snapshots: enabled.length === 0 ? null : enabled.map(capabilitySnapshot),
    metrics_summary:
      kinds === undefined
        ? null
        : Object.fromEntries([...kinds].sort().map((kind) => [kind, true])),
  });
}

/** A device as an item of a list (RE-4); merged: with the maps of all sources laid over each other. */
export function deviceItem(row: ListedDevice, companions: Companions): DeviceItem {
  const merged = row.metadata_by_source;
  const metadata =
    merged === undefined
      ? objectOf(row.metadata)
      : Object.fromEntries(overlay(merged).map(({ key, value }) => [key, value]));
  return {
    device_id: row.device_id,
    partition: row.partition,
    ip: row.ip,
    hostname: row.hostname,
    mac: row.mac,
    first_seen: instantText(row.first_seen),
    last_seen: instantText(row.last_seen),
    is_available: row.is_available,
    status: statusOf(row.is_available),
    device_type: row.device_type,
    discovery_sources: sourcesOf(row),
    metadata,
    tags: [...(companions.annotations?.tags ?? [])],
    ...companionsOf(row, companions),
  };
}

/** One device, flat (UD-5), with everything that explains it (UD-4). */
export function deviceDetail(
  { device: row, redirectedFrom }: FoundDevice,
  companions: Companions,
): DeviceDetail {
  const shared = {
    device_id: row.device_id,
    ip: row.ip,
    first_seen: instantText(row.first_seen),
    last_seen: instantText(row.last_seen),
    is_available: row.is_available,
  };
  const { hostname, mac } = row;
  const metadata = objectOf(row.metadata);
  const origins = row.field_origins as unknown as DeviceState['origins'];
  return {
    ...shared,
    ...present({ redirected_from: redirectedFrom }),
    partition: row.partition,
    agent_id: row.agent_id ?? '',
    poller_id: row.poller_id ?? '',
    discovery_sources: [...(row.discovery_sources ?? [])],
    status: statusOf(row.is_available),
    ...present({ hostname, mac, metadata }),
    attributes: attributesOf(row.metadata_by_source),
    tags: [...(companions.annotations?.tags ?? [])],
    notes: companions.annotations?.notes ?? null,
    ...companionsOf(row, companions),
    discovery_info: {
      ...shared,
      ...present({
        hostname: explained(hostname, origins.hostname),
        mac: explained(mac, origins.mac),
        metadata: explained(metadata, origins.newest),
      }),
      discovery_sources: sourcesOf(row),
      device_type: row.device_type,
      ...present({
        service_type: row.service_type,
        service_status: row.service_status,
        last_heartbeat: instantText(row.last_heartbeat),
        os_info: row.os_info,
        version_info: row.version_info,
      }),
    },
  };
}

/** A value with where it came from; null where either is missing. */
function explained<T>(value: T | null, origin: Origin | undefined) {
  if (value === null || origin === undefined) return null;
  return {
    value,
    source: origin.source,
    last_updated: formatInstant(origin.at),
    confidence: origin.confidence,
    agent_id: origin.agent_id,
    poller_id: origin.poller_id,
  };
}

/** Every source that saw the device, in the order of their names. */
function sourcesOf(row: Pick<ListedDevice, 'discovery_sources' | 'source_details'>) {
  const details = row.source_details as unknown as DeviceState['sources'];
  return [...(row.discovery_sources ?? [])].sort().map((source): DiscoverySource => {
    const detail = Object.hasOwn(details, source) ? details[source] : undefined;
    return {
      source,
      agent_id: detail?.agent_id ?? '',
      poller_id: detail?.poller_id ?? '',
      first_seen: instantText(detail?.first_seen ?? null),
      last_seen: instantText(detail?.last_seen ?? null),
      confidence: detail?.confidence ?? confidenceOf(source),
    };
  });
}
