import type { SweepHost } from '../../../contract/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import type { LatestHost, SweptHost } from '../../../query/index.ts';
import { instantText, integer64Of, numberOf, objectOf } from '../value.ts';

/** A host as a sweep found it. Only of the newest sweep it is told which device it is. */
export function sweepHost(row: SweptHost | LatestHost): SweepHost {
  return {
    host_ip: row.host_ip,
    poller_id: row.poller_id,
    agent_id: row.agent_id,
    partition: row.partition,
    device_id: 'device_id' in row ? row.device_id : null,
    network_cidr: row.network_cidr,
    hostname: row.hostname,
    mac: row.mac,
    available: row.available,
    icmp_available: row.icmp_available,
    icmp_response_time_ns: integer64Of(row.icmp_response_time_ns),
    icmp_packet_loss: numberOf(row.icmp_packet_loss),
    tcp_ports_scanned: numbersOf(row.tcp_ports_scanned),
    tcp_ports_open: numbersOf(row.tcp_ports_open),
    port_scan_results: resultsOf(row.port_scan_results),
    last_sweep_time: formatInstant(row.last_sweep_time),
    first_seen: instantText(row.first_seen),
    metadata: objectOf(row.metadata),
  };
}

/** What somebody stored that is no list of numbers is left out (SW-6). */
function numbersOf(value: JsonValue): number[] {
  return Array.isArray(value) ? value.filter((one) => Number.isInteger(one)) : [];
}

type PortResult = SweepHost['port_scan_results'][number];

function resultsOf(value: JsonValue): PortResult[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).flatMap((one): PortResult[] => {
    const result = objectOf(one);
    const { port, available, response_time: time, service } = result ?? {};
    if (!Number.isInteger(port) || typeof available !== 'boolean') return [];
    return [
      {
        port: port as number,
        available,
        ...(time === undefined || time === null ? {} : { response_time: time }),
        ...(typeof service === 'string' ? { service } : {}),
      },
    ];
  });
}
