/** Numbers of IP protocols by the names under which exporters print them. */
export const IP_PROTOCOLS: { readonly [name: string]: number } = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  eigrp: 88,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  'udp-lite': 136,
};

/** Ethernet types by the names under which exporters print them. */
export const ETHERNET_TYPES: { readonly [name: string]: number } = {
  ipv4: 0x0800,
  arp: 0x0806,
  '8021q': 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
};

/** Directions of a flow by their numbers in IPFIX. */
export const DIRECTIONS: readonly string[] = ['ingress', 'egress'];
