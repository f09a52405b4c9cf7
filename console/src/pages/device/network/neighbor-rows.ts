import type {
  TopologyEdge,
  TopologyGraph,
  TopologyNode,
} from '../../../../../src/contract/index.ts';

/** A connection of a device, seen from that device. */
export interface NeighborRow {
  readonly key: string;
  readonly neighbor: TopologyNode;
  readonly protocol: string;
  readonly port: string | null;
  readonly neighborPort: string | null;
  /** What says that the neighbour is that device. */
  readonly evidence: readonly string[];
  /** What would rather say another one. */
  readonly disputed: readonly string[];
  readonly lastSeen: string;
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** The connections of one device in a graph, by its ports; those between others are left out. */
export function neighborRows({ nodes, edges }: TopologyGraph, deviceId: string): NeighborRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rows = edges.flatMap((edge): NeighborRow[] => {
    if (edge.source !== deviceId && edge.target !== deviceId) return [];
    const outward = edge.source === deviceId;
    const neighbor = byId.get(outward ? edge.target : edge.source);
    if (neighbor === undefined) return [];
    return [
      {
        key: edge.id,
        neighbor,
        protocol: edge.protocol,
        port: portName(outward ? edge.source_port : edge.target_port),
        neighborPort: portName(outward ? edge.target_port : edge.source_port),
        evidence: edge.evidence,
        disputed: edge.disputed,
        lastSeen: edge.last_seen,
      },
    ];
  });
  const orderOf = ({ port, neighbor }: NeighborRow) => `${port ?? '\uffff'} ${neighbor.label}`;
  return rows.sort((one, other) => byNumber.compare(orderOf(one), orderOf(other)));
}

function portName(port: TopologyEdge['source_port']): string | null {
  if (port === null) return null;
  return port.name ?? port.description ?? (port.if_index === null ? null : String(port.if_index));
}
