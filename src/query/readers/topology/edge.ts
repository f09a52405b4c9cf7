import type { Instant } from '../../../core/index.ts';
import { EVIDENCE, type Evidence } from './claim.ts';
import { hashedId } from './node.ts';
import { type Port, samePort } from './port.ts';
import type { Report } from './report.ts';

/** A connection by one protocol. */
export interface Edge {
  readonly id: string;
  /** Node that reports it; of the two that do the lesser. */
  readonly source: string;
  readonly target: string;
  /** Upper case. */
  readonly protocol: string;
  readonly sourcePort: Port | null;
  readonly targetPort: Port | null;
  readonly reportedBy: 'source' | 'both';
  readonly evidence: readonly Evidence[];
  readonly disputed: readonly Evidence[];
  /** Autonomous systems of both ends, as the other one told (BGP). */
  readonly sourceAs: number | bigint | null;
  readonly targetAs: number | bigint | null;
  readonly sessionState: string | null;
  readonly lastSeen: Instant;
}

/** A report as one end of a connection sees it. */
export interface HalfEdge {
  readonly report: Report;
  readonly from: string;
  readonly to: string;
  readonly port: Port | null;
  readonly otherPort: Port | null;
  readonly evidence: readonly Evidence[];
  readonly disputed: readonly Evidence[];
}

/**
 * Connections of what both ends report. Two halves are one connection where they speak one protocol
 * and no port contradicts; where ports do not tell them apart, only the last two that are left are.
 */
export function mergeHalves(halves: readonly HalfEdge[]): readonly Edge[] {
  const groups = new Map<string, HalfEdge[]>();
  for (const half of halves) {
    const ends = [half.from, half.to].sort();
    const key = JSON.stringify([...ends, protocolOf(half)]);
    groups.set(key, [...(groups.get(key) ?? []), half]);
  }
  return [...groups.values()].flatMap(mergeGroup).sort((a, b) => (a.id < b.id ? -1 : 1));
}

const protocolOf = ({ report }: HalfEdge) => (report.protocol_type ?? '').toUpperCase();

function mergeGroup(group: readonly HalfEdge[]): Edge[] {
  const lesser = group.map(({ from, to }) => (from < to ? from : to))[0];
  const ahead = withoutRepeats(group.filter(({ from }) => from === lesser));
  const back = withoutRepeats(group.filter(({ from, to }) => from !== lesser && from !== to));
  const pairs = ahead
    .flatMap((one) => back.map((other) => ({ one, other, fit: fitOf(one, other) })))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || order(a.one, b.one) || order(a.other, b.other));
  const taken = new Set<HalfEdge>();
  const edges: Edge[] = [];
  const join = (one: HalfEdge, other: HalfEdge) => {
    taken.add(one).add(other);
    edges.push(edgeOf(one, other));
  };
  for (const { one, other } of pairs) {
    if (!taken.has(one) && !taken.has(other)) join(one, other);
  }
  const free = (all: readonly HalfEdge[]) => all.filter((one) => !taken.has(one));
  const [one, ...more] = free(ahead);
  const [other, ...others] = free(back);
  const alone = more.length + others.length === 0;
  if (alone && one !== undefined && other !== undefined && fitOf(one, other) === 0)
    join(one, other);
  for (const left of [...free(ahead), ...free(back)]) edges.push(edgeOf(left, undefined));
  return edges;
}

/** How many ends are told alike; below 0 where one contradicts. */
function fitOf(one: HalfEdge, other: HalfEdge): number {
  const near = samePort(one.port, other.otherPort);
  const far = samePort(one.otherPort, other.port);
  return near < 0 || far < 0 ? -1 : near + far;
}

/** Several pollers and several ids of one device tell of one connection; the newest stays. */
function withoutRepeats(halves: readonly HalfEdge[]): HalfEdge[] {
  const newest = new Map<string, HalfEdge>();
  for (const half of halves) {
    const { report } = half;
    const key = JSON.stringify([
      half.port?.ifIndex ?? half.port?.name ?? null,
      half.otherPort?.ifIndex ?? half.otherPort?.name ?? null,
      report.neighbor_ip_address,
    ]);
    const known = newest.get(key);
    if (known === undefined || known.report.timestamp < report.timestamp) newest.set(key, half);
  }
  return [...newest.values()].sort(order);
}

const textOf = ({ port, otherPort, report }: HalfEdge) =>
  JSON.stringify([port?.ifIndex, port?.name, otherPort?.name, report.neighbor_ip_address]);

function order(a: HalfEdge, b: HalfEdge): number {
  const [left, right] = [textOf(a), textOf(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function edgeOf(half: HalfEdge, back: HalfEdge | undefined): Edge {
  const told = back === undefined ? [half] : [half, back];
  const all = (read: (one: HalfEdge) => readonly Evidence[]) =>
    EVIDENCE.filter((kind) => told.some((one) => read(one).includes(kind)));
  const sourcePort = better(half.port, back?.otherPort);
  const targetPort = better(back?.port, half.otherPort);
  const ports = [sourcePort, targetPort].map((port) => port?.ifIndex ?? port?.name ?? null);
  const named = [half.from, half.to, protocolOf(half), ...ports, half.report.neighbor_ip_address];
  return {
    id: hashedId('edge', named),
    source: half.from,
    target: half.to,
    protocol: protocolOf(half),
    sourcePort,
    targetPort,
    reportedBy: back === undefined ? 'source' : 'both',
    evidence: all((one) => one.evidence),
    disputed: all((one) => one.disputed),
    sourceAs: back?.report.neighbor_as ?? null,
    targetAs: half.report.neighbor_as,
    sessionState: half.report.bgp_session_state ?? back?.report.bgp_session_state ?? null,
    lastSeen: Math.max(...told.map(({ report }) => report.timestamp)),
  };
}

/** What a device tells of its own port is better than what it told another one. */
function better(own: Port | null | undefined, told: Port | null | undefined): Port | null {
  if (own == null) return told ?? null;
  return { ...own, description: own.description ?? told?.description ?? null };
}
