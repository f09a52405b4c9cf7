import {
  bytes,
  enumeration,
  message,
  optional,
  repeated,
  uint32,
  uint64,
} from '../../protobuf/index.ts';

/** Names of the export protocols, by number. */
export const FLOW_TYPES = ['FLOWUNKNOWN', 'SFLOW_5', 'NETFLOW_V5', 'NETFLOW_V9', 'IPFIX'] as const;

/** Names of the layers that a sampled packet had, by number. */
export const LAYERS = [
  'Ethernet',
  'IPv4',
  'IPv6',
  'TCP',
  'UDP',
  'MPLS',
  'Dot1Q',
  'ICMP',
  'ICMPv6',
  'GRE',
  'IPv6HeaderRouting',
  'IPv6HeaderFragment',
] as const;

const number = (field: number) => optional(uint32(field));
const big = (field: number) => optional(uint64(field));
const octets = (field: number) => optional(bytes(field));

/**
 * A flow as goflow2 publishes it, in both of its generations: the older one counts its times in
 * seconds and milliseconds, and has the start of the flow where the newer one has flags.
 */
export const FLOW = message('FlowMessage', {
  type: enumeration(1, FLOW_TYPES),
  timeReceived: big(2),
  samplingRate: big(3),
  sequenceNum: number(4),
  timeFlowEnd: big(5),
  srcAddr: octets(6),
  dstAddr: octets(7),
  bytes: big(9),
  packets: big(10),
  samplerAddress: octets(11),
  nextHop: octets(12),
  nextHopAs: number(13),
  srcAs: number(14),
  dstAs: number(15),
  srcNet: number(16),
  dstNet: number(17),
  inIf: number(18),
  outIf: number(19),
  proto: number(20),
  srcPort: number(21),
  dstPort: number(22),
  ipTos: number(23),
  forwardingStatus: number(24),
  ipTtl: number(25),
  tcpFlags: number(26),
  srcMac: big(27),
  dstMac: big(28),
  vlanId: number(29),
  etype: number(30),
  icmpType: number(31),
  icmpCode: number(32),
  srcVlan: number(33),
  dstVlan: number(34),
  fragmentId: number(35),
  fragmentOffset: number(36),
  ipv6FlowLabel: number(37),
  /** In the older generation `time_flow_start`, in seconds. */
  ipFlags: big(38),
  flowDirection: number(42),
  timeFlowStartMs: big(63),
  timeFlowEndMs: big(64),
  observationDomainId: number(70),
  observationPointId: number(71),
  mplsTtl: repeated(uint32(80)),
  mplsLabel: repeated(uint32(81)),
  mplsIp: repeated(bytes(82)),
  bgpNextHop: octets(100),
  bgpCommunities: repeated(uint32(101)),
  asPath: repeated(uint32(102)),
  layerStack: repeated(enumeration(103, LAYERS)),
  ipv6RoutingHeaderAddresses: repeated(bytes(104)),
  ipv6RoutingHeaderSegLeft: number(105),
  timeReceivedNs: big(110),
  timeFlowStartNs: big(111),
  timeFlowEndNs: big(112),
});

/** A flow in memory. */
export type Flow = typeof FLOW.empty;
