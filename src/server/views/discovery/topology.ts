import type { TopologyEdge, TopologyGraph, TopologyNode } from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import type { Edge, Graph, Node, Port } from '../../../query/index.ts';
import { integer64Of } from '../value.ts';
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
