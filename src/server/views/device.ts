import type { DeviceDetail, DeviceItem, DiscoverySource } from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import { confidenceOf, type DeviceState } from '../../inventory/index.ts';
import type { DeviceRow } from '../../query/index.ts';
import { instantText, objectOf, present } from './value.ts';

type Origin = NonNullable<DeviceState['origins']['newest']>;
type MetricsSummary = DeviceItem['metrics_summary'];

/** A device as an item of a list (RE-4). Without `summary` the kinds of metrics are not told. */
export function deviceItem(row: DeviceRow, summary: MetricsSummary): DeviceItem {
  return {
    device_id: row.device_id,
    ip: row.ip,
    hostname: row.hostname,
    mac: row.mac,
    first_seen: instantText(row.first_seen),
    last_seen: instantText(row.last_seen),
    is_available: row.is_available,
    device_type: row.device_type,
    discovery_sources: sourcesOf(row),
    metadata: objectOf(row.metadata),
    ...(summary === undefined ? {} : { metrics_summary: summary }),
  };
}

/** One device, flat (UD-5), with everything that explains it (UD-4). */
export function deviceDetail(row: DeviceRow, summary: MetricsSummary): DeviceDetail {
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
    agent_id: row.agent_id ?? '',
    poller_id: row.poller_id ?? '',
    discovery_sources: [...(row.discovery_sources ?? [])],
    ...present({ hostname, mac, metadata }),
    ...(summary === undefined ? {} : { metrics_summary: summary }),
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
function sourcesOf(row: DeviceRow): DiscoverySource[] {
  const details = row.source_details as unknown as DeviceState['sources'];
  return [...(row.discovery_sources ?? [])].sort().map((source) => {
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
