import { Type } from 'typebox';
import { InstantText, Integer64, nullable } from '../common.ts';
import { PAGED, RANGED } from '../paged.ts';

/** How a neighbour was found to be a device of the inventory, the strongest first. */
export const LINK_EVIDENCE = [
  'chassis_mac',
  'management_address',
  'peer_address',
  'system_name',
] as const;
export type LinkEvidence = (typeof LINK_EVIDENCE)[number];

const evidence = (description: string) =>
  Type.Array(
    Type.Union([
      Type.Literal('chassis_mac'),
      Type.Literal('management_address'),
      Type.Literal('peer_address'),
      Type.Literal('system_name'),
    ]),
    { description },
  );

/** What a device is known to be, or what its neighbours tell of a thing that no device is. */
export const TopologyNode = Type.Object(
  {
    id: Type.String({
      description: 'device id; `neighbor:<hash>` for what is no device, the same in each answer',
    }),
    kind: Type.Union([Type.Literal('device'), Type.Literal('unknown'), Type.Literal('ambiguous')], {
      description:
        'device: of the inventory; unknown: no device has what is told of it; ambiguous: several have',
    }),
    partition: Type.String({ description: 'network partition (tenant)' }),
    label: Type.String({ description: 'the name by which people know it' }),
    depth: nullable(
      Type.Integer({ description: 'steps from the device that was asked for; null without one' }),
    ),
    ip: nullable(Type.String()),
    hostname: nullable(Type.String()),
    mac: nullable(Type.String()),
    device_type: nullable(Type.String()),
    is_available: nullable(Type.Boolean()),
    chassis_id: nullable(Type.String({ description: 'as neighbours tell it; not of devices' })),
    candidates: Type.Array(Type.String(), {
      description: 'devices that it may be, where it is ambiguous',
    }),
  },
  { $id: 'TopologyNode', title: 'TopologyNode' },
);
export type TopologyNode = Type.Static<typeof TopologyNode>;

const Port = Type.Object({
  if_index: nullable(Type.Integer()),
  name: nullable(Type.String({ description: 'name of the interface, or the port as it was told' })),
  description: nullable(Type.String()),
  oper_state: nullable(Type.String({ description: 'state, where the interface is known' })),
});

/** A connection by one protocol; one edge where both ends report it. */
export const TopologyEdge = Type.Object(
  {
    id: Type.String({ description: 'the same in each answer' }),
    source: Type.String({ description: 'the node that reports it; of two that do the lesser id' }),
    target: Type.String({ description: 'id of a node' }),
    protocol: Type.String({ description: 'LLDP, CDP, BGP, … in upper case' }),
    source_port: nullable(Port),
    target_port: nullable(Port),
    reported_by: Type.Union([Type.Literal('source'), Type.Literal('both')], {
      description: 'which ends tell of it',
    }),
    evidence: evidence('what says that the neighbour is that device; empty where it is none'),
    disputed: evidence('what would rather say another device; the stronger kind decided'),
    source_as: nullable(Integer64('autonomous system of the source (BGP)')),
    target_as: nullable(Integer64('autonomous system of the target (BGP)')),
    bgp_session_state: nullable(Type.String()),
    last_seen: InstantText,
  },
  { $id: 'TopologyEdge', title: 'TopologyEdge' },
);
export type TopologyEdge = Type.Static<typeof TopologyEdge>;

/** Query of the graph. */
export const TopologyQuery = Type.Object({
  device: Type.Optional(
    Type.String({ description: 'device id: the graph around it; else all of it' }),
  ),
  depth: Type.Optional(
    Type.String({ description: 'steps from that device: 1 (the default), 2 or 3' }),
  ),
  partition: Type.Optional(
    Type.String({ description: 'network partition (tenant); without device' }),
  ),
  limit: Type.Optional(Type.String({ description: 'most nodes; 200 by default, at most 2000' })),
});
export type TopologyQuery = Type.Static<typeof TopologyQuery>;

/** What is connected with what. */
export const TopologyGraph = Type.Object(
  {
    device_id: nullable(Type.String({ description: 'device in the middle' })),
    depth: nullable(Type.Integer()),
    nodes: Type.Array(TopologyNode),
    edges: Type.Array(TopologyEdge),
    truncated: Type.Boolean({ description: 'whether nodes were left out to keep the limit' }),
  },
  { $id: 'TopologyGraph', title: 'TopologyGraph' },
);
export type TopologyGraph = Type.Static<typeof TopologyGraph>;

/** One neighbour of a device: the connection, and who is at its other end. */
export const DeviceNeighbor = Type.Object(
  { neighbor: TopologyNode, edge: TopologyEdge },
  { $id: 'DeviceNeighbor', title: 'DeviceNeighbor' },
);
export type DeviceNeighbor = Type.Static<typeof DeviceNeighbor>;

/** Query of what devices reported of their neighbours in the past. */
export const TopologyHistoryQuery = Type.Object({
  device: Type.Optional(
    Type.String({ description: 'device id: what this device reported; else what all did' }),
  ),
  partition: Type.Optional(
    Type.String({ description: 'network partition (tenant); without device' }),
  ),
  protocol: Type.Optional(Type.String({ description: 'LLDP, CDP, BGP, … in any letter case' })),
  ...RANGED,
  ...PAGED,
});
export type TopologyHistoryQuery = Type.Static<typeof TopologyHistoryQuery>;

const told = (description: string) => nullable(Type.String({ description }));

/** A neighbour as one device reported it at one time (TP-1). */
export const NeighborReport = Type.Object(
  {
    timestamp: InstantText,
    device_id: told(
      'device that has the neighbour: of the inventory, or as it was reported; null where only its address is known',
    ),
    reported_device_id: Type.Optional(
      Type.String({ description: 'how the source names the device, where that is another id' }),
    ),
    partition: Type.String({ description: 'network partition (tenant)' }),
    local_device_ip: told('address of the device that has the neighbour'),
    local_if_index: nullable(Type.Integer({ description: 'interface behind which it is' })),
    local_if_name: told('name of that interface'),
    protocol_type: told('protocol that told: LLDP, CDP, BGP, …'),
    neighbor_chassis_id: told('chassis of the neighbour (LLDP, CDP)'),
    neighbor_port_id: told('port of the neighbour at the other end'),
    neighbor_port_descr: told('description of that port'),
    neighbor_system_name: told('name that the neighbour gives itself'),
    neighbor_management_address: told('address at which the neighbour is managed'),
    neighbor_bgp_router_id: told('router identifier of the BGP peer'),
    neighbor_ip_address: told('address of the BGP peer'),
    neighbor_as: nullable(Integer64('autonomous system of the BGP peer')),
    bgp_session_state: told('state of the BGP session: established, idle, …'),
    metadata: nullable(Type.Record(Type.String(), Type.Unknown())),
    agent_id: told('agent that saw it'),
    poller_id: told('poller that reported it'),
  },
  { $id: 'NeighborReport', title: 'NeighborReport' },
);
export type NeighborReport = Type.Static<typeof NeighborReport>;
