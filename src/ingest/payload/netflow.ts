import type { Integer64, NewRow } from '../../catalogue/index.ts';
import {
  cleanIp,
  cleanMac,
  type Instant,
  type JsonObject,
  type JsonValue,
} from '../../core/index.ts';
import { deviceIdOf, type Reporter } from './context.ts';
import { DIRECTIONS, ETHERNET_TYPES, IP_PROTOCOLS } from './netflow-names.ts';
import {
  COUNT64,
  type Harvest,
  instant,
  integer,
  json,
  list,
  looseJson,
  member,
  missing,
  narrow,
  type Part,
  type Place,
  type Range,
  smallInteger,
  text,
  UINT16,
  UINT31,
  UINT32,
  wholeOf,
  wrong,
} from './reading/index.ts';
import { readRecords } from './records.ts';

const NANOS_PER_MICRO = 1_000n;
const NANOS_PER_MILLI = 1_000_000n;
const UINT8: Range = [0n, 255n];
const ICMP = [IP_PROTOCOLS.icmp, IP_PROTOCOLS.icmpv6];

/** Fields without a column, which the metadata keep where they say something. */
const BESIDE = [
  ...['vlan_id', 'layer_stack', 'ipv6_routing_header_addresses', 'ipv6_routing_header_seg_left'],
  ...['ip_flags', 'ipv6_flow_label', 'fragment_id', 'fragment_offset', 'src_net', 'dst_net'],
  ...['mpls_ttl', 'mpls_label', 'mpls_ip', 'bgp_communities', 'next_hop_as'],
  ...['observation_domain_id', 'observation_point_id'],
];

/**
 * Flows (telemetry §1.6) as goflow2 writes them in JSON, or under the column names of the old system:
 * one, a list, or `{flows: […]}`.
 *
 * | rule | here |
 * | --- | --- |
 * | source, destination, sampler and next hops that are no addresses; none of the first three | refused |
 * | time | `time_received_ns` where it is above 0, else `timestamp`, else receipt |
 * | sampled numbers | as exported; nothing is multiplied, `sampling_rate` stands beside them |
 * | interfaces only in metadata (defect) | `input_snmp` and `output_snmp` |
 * | TOS, AS numbers, forwarding status dropped (defect) | their columns |
 * | device | that which is told, else `<partition>:<sampler>` |
 * | 0 | NULL: the exporter writes it for what it does not know; type and code of ICMP alone may be 0 |
 */
export function readNetflow(payload: Place, reporter: Reporter, harvest: Harvest): void {
  const kind = { dataset: 'netflow_metrics', member: 'flows' } as const;
  readRecords(kind, payload, harvest, (flow) =>
    harvest.add('netflow_metrics', flowOf(flow, reporter), flow),
  );
}

function flowOf(flow: Part, reporter: Reporter): Omit<NewRow<'netflow_metrics'>, 'row_key'> {
  const sampler = address(flow, 'sampler_address');
  const ends = endsOf(flow);
  if (sampler === null && ends.src_addr === null && ends.dst_addr === null) {
    missing(flow, 'src_addr');
  }
  const partition = text(flow, 'partition') ?? reporter.partition;
  return {
    timestamp: receivedAt(flow) ?? instant(flow, 'timestamp') ?? reporter.receivedAt,
    poller_id: text(flow, 'poller_id') ?? reporter.pollerId,
    agent_id: text(flow, 'agent_id') ?? reporter.agentId,
    device_id:
      text(flow, 'device_id') ?? (sampler === null ? null : deviceIdOf(partition, sampler)),
    partition,
    flow_direction: direction(flow),
    sampler_address: sampler,
    flow_type: text(flow, 'type') ?? text(flow, 'flow_type'),
    sequence_num: known(flow, ['sequence_num'], UINT32),
    sampling_rate: counted(flow, ['sampling_rate']),
    packets: counted(flow, ['packets']),
    octets: counted(flow, ['bytes', 'octets']),
    metadata: besideOf(flow),
    ...ends,
    ...protocolOf(flow),
    ...timesOf(flow),
    ...routeOf(flow),
  };
}

/** Receipt by the collector, where it is told in nanoseconds. */
function receivedAt(flow: Part): Instant | null {
  const nanos = counted(flow, ['time_received_ns']);
  return nanos === null ? null : Number(BigInt(nanos) / NANOS_PER_MICRO);
}

function endsOf(flow: Part) {
  return {
    src_addr: address(flow, 'src_addr') ?? address(flow, 'src_ip'),
    dst_addr: address(flow, 'dst_addr') ?? address(flow, 'dst_ip'),
    src_port: known(flow, ['src_port'], UINT16),
    dst_port: known(flow, ['dst_port'], UINT16),
    src_mac: cleanMac(text(flow, 'src_mac')),
    dst_mac: cleanMac(text(flow, 'dst_mac')),
    src_vlan: known(flow, ['src_vlan'], UINT16),
    dst_vlan: known(flow, ['dst_vlan'], UINT16),
  };
}

function protocolOf(flow: Part) {
  const protocol = named(flow, ['proto', 'protocol'], IP_PROTOCOLS);
  const isIcmp = ICMP.includes(protocol ?? -1);
  const icmp = (name: string) => {
    const value = smallInteger(flow, name, UINT8);
    return value === 0 && !isIcmp ? null : value;
  };
  return {
    protocol,
    etype: named(flow, ['etype'], ETHERNET_TYPES),
    tcp_flags: known(flow, ['tcp_flags'], UINT16),
    tos: known(flow, ['ip_tos', 'tos'], UINT8),
    ip_ttl: known(flow, ['ip_ttl'], UINT8),
    icmp_type: icmp('icmp_type'),
    icmp_code: icmp('icmp_code'),
    forwarding_status: known(flow, ['forwarding_status'], UINT8),
  };
}

function timesOf(flow: Part) {
  const start = counted(flow, ['time_flow_start_ns']);
  const end = counted(flow, ['time_flow_end_ns']);
  const told = integer(flow, 'duration_ms', COUNT64);
  const lasts = start === null || end === null ? -1n : BigInt(end) - BigInt(start);
  return {
    time_flow_start_ns: start,
    time_flow_end_ns: end,
    duration_ms: told ?? (lasts < 0n ? null : narrow(lasts / NANOS_PER_MILLI)),
  };
}

function routeOf(flow: Part) {
  return {
    input_snmp: known(flow, ['in_if', 'input_snmp'], UINT32),
    output_snmp: known(flow, ['out_if', 'output_snmp'], UINT32),
    src_as: known(flow, ['src_as'], UINT32),
    dst_as: known(flow, ['dst_as'], UINT32),
    as_path: pathOf(flow),
    next_hop: address(flow, 'next_hop'),
    bgp_next_hop: address(flow, 'bgp_next_hop'),
  };
}

function pathOf(flow: Part): number[] | null {
  const path = list(flow, 'as_path').map((place) => {
    const whole = wholeOf(place.value);
    if (whole === undefined || whole < 0n || whole > UINT32[1]) {
      throw wrong(place, 'an autonomous system');
    }
    return Number(whole);
  });
  return path.length === 0 ? null : path;
}

/** Null for an address that is absent, or that stands for none. */
function address(flow: Part, name: string): string | null {
  const told = text(flow, name);
  if (told === null) return null;
  const ip = cleanIp(told);
  if (ip === null) throw wrong(member(flow, name), 'an address');
  return name.endsWith('next_hop') && (ip === '0.0.0.0' || ip === '::') ? null : ip;
}

/** The first of several spellings that tells a number; 0 is none. */
function counted(flow: Part, names: readonly string[], range: Range = COUNT64): Integer64 | null {
  for (const name of names) {
    const value = integer(flow, name, range);
    if (value !== null && value !== 0) return value;
  }
  return null;
}

/** As {@link counted}, for a range within the safe numbers. */
function known(flow: Part, names: readonly string[], range: Range): number | null {
  const value = counted(flow, names, range);
  return value === null ? null : Number(value);
}

/** A number, or the name by which it is printed. */
function named(
  flow: Part,
  names: readonly string[],
  numbers: { readonly [name: string]: number },
): number | null {
  for (const name of names) {
    const place = member(flow, name);
    if (typeof place.value === 'string' && !/^\d+$/.test(place.value)) {
      const word = text(flow, name)?.toLowerCase();
      if (word === undefined) continue;
      if (Object.hasOwn(numbers, word)) return numbers[word] as number;
      throw wrong(place, 'a number, or a name that is known');
    }
    const value = known(flow, [name], UINT31);
    if (value !== null) return value;
  }
  return null;
}

function direction(flow: Part): string | null {
  const { value } = member(flow, 'flow_direction');
  if (typeof value === 'string') return text(flow, 'flow_direction');
  const number = smallInteger(flow, 'flow_direction', UINT8);
  return number === null ? null : (DIRECTIONS[number] ?? String(number));
}

function besideOf(flow: Part): JsonObject | null {
  const told = BESIDE.flatMap((name): [string, JsonValue][] => {
    const value = json(flow, name);
    return value === null || value === 0 ? [] : [[name, value]];
  });
  const metadata = { ...looseJson(flow, 'metadata'), ...Object.fromEntries(told) };
  return Object.keys(metadata).length === 0 ? null : metadata;
}
