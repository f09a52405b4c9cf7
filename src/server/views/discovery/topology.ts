import type {
  NeighborReport,
  TopologyEdge,
  TopologyGraph,
  TopologyNode,
} from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import type { Edge, Graph, Node, PastReport, Port } from '../../../query/index.ts';
import { integer64Of, keyTextOf, objectOf } from '../value.ts';
import { stateWord } from './interfaces.ts';

/** The graph, around a device where one was asked for. */
export function topologyGraph(
  graph: Graph,
  around: { readonly deviceId: string; readonly depth: number } | null,
): TopologyGraph {
  return {
    device_id: around?.deviceId ?? null,
    depth: around?.depth ?? null,
    nodes: graph.nodes.map(topologyNode),
    edges: graph.edges.map(topologyEdge),
    truncated: graph.truncated,
  };
}

/** One node. */
export function topologyNode(node: Node): TopologyNode {
  return {
    id: node.id,
    kind: node.kind,
    partition: node.partition,
    label: node.label,
    depth: node.depth,
    ip: node.ip,
    hostname: node.hostname,
    mac: node.mac,
    device_type: node.deviceType,
    is_available: node.isAvailable,
    chassis_id: node.chassisId,
    candidates: [...node.candidates],
  };
}

/** One edge. */
export function topologyEdge(edge: Edge): TopologyEdge {
  return {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    protocol: edge.protocol,
    source_port: portOf(edge.sourcePort),
    target_port: portOf(edge.targetPort),
    reported_by: edge.reportedBy,
    evidence: [...edge.evidence],
    disputed: [...edge.disputed],
    source_as: integer64Of(edge.sourceAs),
    target_as: integer64Of(edge.targetAs),
    bgp_session_state: edge.sessionState,
    last_seen: formatInstant(edge.lastSeen),
  };
}

function portOf(port: Port | null): TopologyEdge['source_port'] {
  if (port === null) return null;
  return {
    if_index: port.ifIndex,
    name: port.name,
    description: port.description,
    oper_state: stateWord(port.operStatus),
  };
}

/** A neighbour as one device reported it at one time. */
export function neighborReport(row: PastReport): NeighborReport {
  return {
    timestamp: formatInstant(row.timestamp),
    device_id: keyTextOf(row.owner_id),
    ...(row.local_device_id === row.owner_id ? {} : { reported_device_id: row.local_device_id }),
    partition: row.partition,
    local_device_ip: row.local_device_ip,
    local_if_index: row.local_if_index,
    local_if_name: row.local_if_name,
    protocol_type: row.protocol_type,
    neighbor_chassis_id: row.neighbor_chassis_id,
    neighbor_port_id: row.neighbor_port_id,
    neighbor_port_descr: row.neighbor_port_descr,
    neighbor_system_name: row.neighbor_system_name,
    neighbor_management_address: row.neighbor_management_addr,
    neighbor_bgp_router_id: row.neighbor_bgp_router_id,
    neighbor_ip_address: row.neighbor_ip_address,
    neighbor_as: integer64Of(row.neighbor_as),
    bgp_session_state: row.bgp_session_state,
    metadata: objectOf(row.metadata),
    agent_id: row.agent_id,
    poller_id: row.poller_id,
  };
}
