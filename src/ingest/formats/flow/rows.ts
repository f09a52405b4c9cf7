import { type NewRow, withHash } from '../../../catalogue/index.ts';
import type { Instant, JsonObject, JsonValue } from '../../../core/index.ts';
import { FormatFault } from '../fault.ts';
import type { MessageSource } from '../source.ts';
import { addressOf, macOf } from './address.ts';
import { FLOW_TYPES, type Flow, LAYERS } from './message.ts';

const MOST_NANOS = 2n ** 63n - 1n;
const NANOS_PER_SECOND = 1_000_000_000n;
const NANOS_PER_MILLI = 1_000_000n;

const ICMP = [1, 58];

/**
 * The row of a flow, by facts telemetry §1.6: packets and bytes as they were exported, with the
 * sampling rate beside them. The wire does not tell a zero from an absent value, so both are NULL;
 * only the type and code of ICMP, where zero is an answer, are zero. Throws {@link FormatFault} for
 * an address of a wrong length, and for a message without any.
 */
export function flowRow(flow: Flow, source: MessageSource): NewRow<'netflow_metrics'> {
  const sampler = addressOf('sampler_address', flow.samplerAddress);
  const [src, dst] = [addressOf('src_addr', flow.srcAddr), addressOf('dst_addr', flow.dstAddr)];
  if (sampler === null && src === null && dst === null) {
    throw new FormatFault('bad_record', 'The flow has no address at all.', 'src_addr');
  }
  const { start, end } = flowTimes(flow);
  const isIcmp = ICMP.includes(flow.proto ?? 0);
  return withHash('netflow_metrics', {
    timestamp: receivedAt(flow) ?? source.receivedAt,
    flow_direction: directionOf(flow),
    src_addr: src,
    dst_addr: dst,
    src_port: flow.srcPort || null,
    dst_port: flow.dstPort || null,
    protocol: flow.proto || null,
    packets: flow.packets || null,
    octets: flow.bytes || null,
    sampler_address: sampler,
    input_snmp: wide(flow.inIf),
    output_snmp: wide(flow.outIf),
    metadata: metadataOf(flow),
    duration_ms:
      start === null || end === null || end < start ? null : (end - start) / NANOS_PER_MILLI,
    tcp_flags: flow.tcpFlags || null,
    tos: flow.ipTos || null,
    sampling_rate: flow.samplingRate || null,
    flow_type: FLOW_TYPES[flow.type] ?? String(flow.type),
    sequence_num: wide(flow.sequenceNum),
    time_flow_start_ns: start,
    time_flow_end_ns: end,
    etype: flow.etype || null,
    src_mac: macOf(flow.srcMac),
    dst_mac: macOf(flow.dstMac),
    src_vlan: flow.srcVlan || null,
    dst_vlan: flow.dstVlan || null,
    ip_ttl: flow.ipTtl || null,
    icmp_type: isIcmp ? (flow.icmpType ?? 0) : flow.icmpType || null,
    icmp_code: isIcmp ? (flow.icmpCode ?? 0) : flow.icmpCode || null,
    forwarding_status: flow.forwardingStatus || null,
    src_as: wide(flow.srcAs),
    dst_as: wide(flow.dstAs),
    as_path: flow.asPath.length === 0 ? null : flow.asPath.map(BigInt),
    next_hop: addressOf('next_hop', flow.nextHop),
    bgp_next_hop: addressOf('bgp_next_hop', flow.bgpNextHop),
  } as unknown as NewRow<'netflow_metrics'>);
}

const wide = (value: number | undefined) => (value ? BigInt(value) : null);

/** Only the newer generation has times in nanoseconds. */
const isNewer = (flow: Flow) => flow.timeReceivedNs !== undefined;

function receivedAt(flow: Flow): Instant | undefined {
  const nanos = flow.timeReceivedNs ?? (flow.timeReceived ?? 0n) * NANOS_PER_SECOND;
  return nanos > 0n && nanos <= MOST_NANOS ? Number(nanos / 1_000n) : undefined;
}

function flowTimes(flow: Flow): { readonly start: bigint | null; readonly end: bigint | null } {
  if (isNewer(flow))
    return { start: usable(flow.timeFlowStartNs), end: usable(flow.timeFlowEndNs) };
  const told = (millis: bigint | undefined, seconds: bigint | undefined) =>
    usable(millis ? millis * NANOS_PER_MILLI : (seconds ?? 0n) * NANOS_PER_SECOND);
  return {
    start: told(flow.timeFlowStartMs, flow.ipFlags),
    end: told(flow.timeFlowEndMs, flow.timeFlowEnd),
  };
}

const usable = (nanos: bigint | undefined) =>
  nanos !== undefined && nanos > 0n && nanos <= MOST_NANOS ? nanos : null;

/** Only the older generation tells it, and its zero is not on the wire. */
function directionOf(flow: Flow): string | null {
  return !isNewer(flow) && flow.flowDirection === 1 ? 'egress' : null;
}

/** Fields without a column, under the names that they have at the source. */
function metadataOf(flow: Flow): JsonObject | null {
  const addresses = (field: string, list: readonly Uint8Array[]) =>
    list.map((one) => addressOf(field, one));
  const fields: { readonly [name: string]: JsonValue | undefined } = {
    vlan_id: flow.vlanId,
    ip_flags: isNewer(flow) && flow.ipFlags !== undefined ? Number(flow.ipFlags) : undefined,
    ipv6_flow_label: flow.ipv6FlowLabel,
    fragment_id: flow.fragmentId,
    fragment_offset: flow.fragmentOffset,
    next_hop_as: flow.nextHopAs,
    src_net: flow.srcNet,
    dst_net: flow.dstNet,
    observation_domain_id: flow.observationDomainId,
    observation_point_id: flow.observationPointId,
    mpls_ttl: flow.mplsTtl,
    mpls_label: flow.mplsLabel,
    mpls_ip: addresses('mpls_ip', flow.mplsIp),
    bgp_communities: flow.bgpCommunities,
    layer_stack: flow.layerStack.map((layer) => LAYERS[layer] ?? String(layer)),
    ipv6_routing_header_addresses: addresses(
      'ipv6_routing_header_addresses',
      flow.ipv6RoutingHeaderAddresses,
    ),
    ipv6_routing_header_seg_left: flow.ipv6RoutingHeaderSegLeft,
  };
  const present = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return present.length === 0 ? null : (Object.fromEntries(present) as JsonObject);
}
