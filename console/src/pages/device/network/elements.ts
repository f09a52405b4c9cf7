import type { TopologyGraph } from '../../../../../src/contract/index.ts';

/** A node of the picture. */
export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  /** Steps from the middle. */
  readonly depth: number;
  /** How it is drawn. */
  readonly look: 'middle' | 'online' | 'offline' | 'silent' | 'foreign';
  /** A click opens it. */
  readonly isDevice: boolean;
}

/** A line of the picture; several connections between two nodes are one. */
export interface DrawnEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly label: string;
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Names without what all host names of a network end with, where these tell nodes apart too. */
function shortNames(nodes: TopologyGraph['nodes']): (label: string) => string {
  const short = (label: string) =>
    /^[a-z][^:/]*\./i.test(label) ? (label.split('.')[0] ?? '') : label;
  const labels = new Set(nodes.map(({ label }) => label));
  const isEnough = new Set([...labels].map(short)).size === labels.size;
  return isEnough ? short : (label) => label;
}

/** What of a graph is drawn, the same for the same graph. */
export function drawingOf({ nodes, edges }: TopologyGraph, deviceId: string): Drawing {
  const nameOf = shortNames(nodes);
  const known = new Set(nodes.map(({ id }) => id));
  const lines = new Map<string, { ids: [string, string]; protocols: Set<string> }>();
  for (const { source, target, protocol } of edges) {
    if (!known.has(source) || !known.has(target)) continue;
    const ids: [string, string] = source < target ? [source, target] : [target, source];
    const key = JSON.stringify(ids);
    const line = lines.get(key) ?? { ids, protocols: new Set() };
    line.protocols.add(protocol);
    lines.set(key, line);
  }
  return {
    nodes: nodes
      .map(({ id, label, depth, kind, is_available }): DrawnNode => {
        const isDevice = kind === 'device';
        const state = is_available === null ? 'silent' : is_available ? 'online' : 'offline';
        const look = id === deviceId ? 'middle' : isDevice ? state : 'foreign';
        return { id, label: nameOf(label), depth: depth ?? 0, look, isDevice };
      })
      .sort((one, other) => one.depth - other.depth || (one.id < other.id ? -1 : 1)),
    edges: [...lines]
      .map(
        ([
          id,
          {
            ids: [source, target],
            protocols,
          },
        ]) => ({
          ...{ id, source, target },
          label: [...protocols].sort().join(', '),
        }),
      )
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}
