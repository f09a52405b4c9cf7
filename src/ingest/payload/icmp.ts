import { capabilityRow } from '../../catalogue/index.ts';
import { cleanIp, formatInstant, type JsonObject } from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';
import {
  amount,
  COUNT64,
  entries,
  flag,
  type Harvest,
  integer,
  type Part,
  type Place,
  requiredText,
  text,
  Unreadable,
} from './reading/index.ts';

/** Service under which a ping goes whose reporter names none. */
const NAMELESS = 'ping';

/**
 * Pings (telemetry §1.4): `{host, response_time, packet_loss, available, device_id}`, one or a list.
 *
 * | rule | here |
 * | --- | --- |
 * | name | `icmp_<service>_response_time_ms`, as it ever was |
 * | the number is in nanoseconds under that name (defect) | `unit` says `ns`; nothing is converted |
 * | ping without answer → 0 (defect) | NULL; loss and availability stand in the metadata |
 * | answered in 0 ns | NULL: nobody measured |
 * | no agent | refused: neither poller nor target stands in for it |
 * | device | always `serviceradar:agent:<agent>`; that of the payload is `target_device_id` |
 * | collector address that is none | left out, never a word such as `poller` |
 * | capability `icmp` of the agent | checked with each ping: failed where it was not answered |
 */
export function readIcmp(payload: Place, reporter: Reporter, harvest: Harvest): void {
  const places = Array.isArray(payload.value) ? entries(payload) : [payload];
  for (const place of places) {
    harvest.attempt('timeseries_metrics', place, (ping) => {
      const row = pingOf(ping, reporter);
      harvest.add('timeseries_metrics', row, ping);
      harvest.add('device_capabilities', checkOf(row, flag(ping, 'available')), ping);
    });
  }
}

type PingRow = ReturnType<typeof pingOf>;

/** A ping tells whether the agent gets answers (telemetry §1.4). */
function checkOf(row: PingRow, available: boolean | null) {
  const answered = available ?? row.value !== null;
  const { icmp_service_name: service, ...told } = row.metadata;
  return capabilityRow(
    {
      device_id: row.device_id,
      capability: 'icmp',
      service_id: service,
      service_type: 'icmp',
      state: answered ? 'ok' : 'failed',
      metadata: told,
    },
    row.timestamp,
  );
}

function pingOf(ping: Part, reporter: Reporter) {
  const { agentId, pollerId, partition, receivedAt } = reporter;
  if (agentId === null) {
    throw new Unreadable(ping.path, 'missing_value', 'nobody says which agent sent the ping');
  }
  const host = requiredText(ping, 'host');
  const service = reporter.serviceName ?? text(ping, 'service_name') ?? NAMELESS;
  const available = flag(ping, 'available');
  const roundTrip = integer(ping, 'response_time', COUNT64);
  const answered = available !== false && roundTrip !== null && Number(roundTrip) > 0;
  const loss = amount(ping, 'packet_loss');
  const deviceId = `serviceradar:agent:${agentId}`;
  const target = text(ping, 'device_id');
  const metadata = {
    device_id: deviceId,
    icmp_service_name: service,
    target_host: host,
    ...(available === null ? {} : { available: String(available) }),
    ...(loss === null ? {} : { packet_loss: String(loss) }),
    ...(answered ? { response_time: String(roundTrip) } : {}),
    ...(target === null ? {} : { target_device_id: target }),
    ...collectorOf(reporter),
  };
  return {
    timestamp: receivedAt,
    poller_id: pollerId,
    agent_id: agentId,
    metric_name: `icmp_${service}_response_time_ms`,
    metric_type: 'icmp',
    device_id: deviceId,
    value: answered ? Number(roundTrip) : null,
    unit: 'ns',
    partition,
    scale: 1,
    is_delta: false,
    target_device_ip: cleanIp(host) ?? host,
    metadata,
  };
}

function collectorOf({ sourceIp, partition, receivedAt }: Reporter): JsonObject {
  if (sourceIp === null) return {};
  return {
    collector_ip: sourceIp,
    host_device_id: deviceIdOf(partition, sourceIp),
    host_last_seen_ip: sourceIp,
    host_last_seen_at: formatInstant(receivedAt),
  };
}
