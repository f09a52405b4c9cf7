import type { DeviceObservation, Integer64, NewRow } from '../../catalogue/index.ts';
import { cleanIp } from '../../core/index.ts';
import { deviceIdOf } from './context.ts';
import { type Ports, portFlags } from './sweep-ports.ts';

/** What a sweep tells of a host beyond its state. */
export interface HostTold {
  readonly available: boolean | null;
  readonly responseTime: Integer64 | null;
  readonly ports: Ports | null;
}

/**
 * A swept host as an observation (SW-8); null for a host that was swept by another thing than its
 * address. The inventory decides whether it counts.
 */
export function sweepObservation(
  row: NewRow<'sweep_host_states'>,
  { available, responseTime, ports }: HostTold,
): DeviceObservation | null {
  const ip = cleanIp(row.host_ip);
  if (ip === null) return null;
  return {
    observedAt: row.last_sweep_time,
    deviceId: deviceIdOf(row.partition, ip),
    partition: row.partition,
    source: 'sweep',
    agentId: row.agent_id,
    pollerId: row.poller_id,
    ip,
    mac: row.mac ?? null,
    hostname: row.hostname ?? null,
    available,
    metadata: told({
      response_time_ns: responseTime === 0 ? null : responseTime,
      icmp_available: row.icmp_available,
      icmp_round_trip_ns: row.icmp_response_time_ns,
      icmp_packet_loss: row.icmp_packet_loss?.toFixed(6),
      ...(ports === null ? {} : portsTold(ports)),
    }),
  };
}

function portsTold(ports: Ports) {
  return {
    port_result_count: ports.told,
    port_results: JSON.stringify(ports.results),
    open_port_count: ports.openTold,
    open_ports: JSON.stringify(ports.open),
    ...portFlags(ports),
  };
}

type Told = string | number | bigint | boolean | null | undefined;

function told(values: { readonly [key: string]: Told }): { [key: string]: string } {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
}
