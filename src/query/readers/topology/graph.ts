import type { DatasetUse } from '../../../catalogue/index.ts';
import type { Database } from '../../../database/index.ts';
import type { Partitions } from '../devices/index.ts';
import { type Edge, type HalfEdge, mergeHalves } from './edge.ts';
import { type Link, linkReports } from './link.ts';
import { deviceNode, type Node, neighborNode, reporterNode } from './node.ts';
import { localPort, readFaces, remotePort } from './port.ts';
import { MOST_REPORTS, type Report, readAllReports, readReportsAround } from './report.ts';
import { readSubjects, readTraits, reportedIdsOf, type Subject } from './subject.ts';

/** What is connected with what. */
export interface Graph {
  /** The device in the middle first, then by steps and id. */
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** Whether nodes were left out to keep the limit. */
  readonly truncated: boolean;
}

export const TOPOLOGY_USE: DatasetUse = {
  kind: 'reader',
  part: 'topology',
  datasets: [
    'topology_discovery_events',
    'topology_discovery_events_latest',
    'discovered_interfaces_latest',
    'unified_devices',
    'device_redirects',
    'device_identifiers',
  ],
};

/** The graph while it grows, never beyond its limit. */
interface Growing {
  readonly nodes: Map<string, Node>;
  readonly subjects: Map<string, Subject>;
  readonly links: Map<string, Link>;
  readonly limit: number;
  truncated: boolean;
}

/**
 * The graph around a device, by what it and others report (TP-1), within its partition: `depth` steps
 * far, at most `limit` nodes, the nearest first. Throws nothing of its own; a device that is not there
 * gives an empty graph.
 */
export async function readTopologyAround(
  database: Database,
  deviceId: string,
  { depth, limit }: { readonly depth: number; readonly limit: number },
): Promise<Graph> {
  const growing = empty(limit);
  let frontier = await readSubjects(database, [deviceId]);
  for (const subject of frontier) addSubject(growing, subject, 0);
  for (let step = 1; step <= depth && frontier.length > 0; step++) {
    const ids = reportedIdsOf(frontier);
    const traits = await readTraits(database, frontier);
    const reports = await readReportsAround(database, ids, traits);
    const own = new Set(frontier.map((one) => one.partition));
    const links = await linkReports(
      database,
      capped(growing, reports).filter((one) => own.has(one.partition)),
    );
    frontier = await grow(database, growing, { links, step, frontier });
  }
  return finish(database, growing);
}

/** The graph of everything that the partitions report. */
export async function readTopology(
  database: Database,
  asked: {
    readonly partition: string | undefined;
    readonly partitions: Partitions;
    readonly limit: number;
  },
): Promise<Graph> {
  const growing = empty(asked.limit);
  const reports = capped(growing, await readAllReports(database, asked));
  const links = await linkReports(database, reports);
  await grow(database, growing, { links, step: null, frontier: null });
  return finish(database, growing);
}

const empty = (limit: number): Growing => ({
  nodes: new Map(),
  subjects: new Map(),
  links: new Map(),
  limit,
  truncated: false,
});

function capped(growing: Growing, reports: readonly Report[]): readonly Report[] {
  if (reports.length <= MOST_REPORTS) return reports;
  growing.truncated = true;
  return reports.slice(0, MOST_REPORTS);
}

interface Step {
  readonly links: readonly Link[];
  /** Null: everything at once. */
  readonly step: number | null;
  /** Devices of which one has to be an end; null: no matter which are. */
  readonly frontier: readonly Subject[] | null;
}

/** Adds links with their ends, and answers the devices that are new. */
async function grow(
  database: Database,
  growing: Growing,
  { links, step, frontier }: Step,
): Promise<readonly Subject[]> {
  const within = frontier === null ? null : new Set(frontier.map((one) => one.device_id));
  const wanted = links.filter((link) => {
    const ends = [link.report.owner_id, neighborId(link)];
    return within === null || ends.some((id) => id !== null && within.has(id));
  });
  const ids = wanted.flatMap((link) => [link.report.owner_id, neighborId(link)]);
  const unknown = [...new Set(ids)].filter((id) => id !== null && !growing.subjects.has(id));
  const found = await readSubjects(database, unknown as string[]);
  const subjects = new Map(found.map((one) => [one.device_id, one]));
  for (const link of wanted) {
    for (const end of [reporterOf(link, subjects, growing), neighborOf(link, subjects, growing)]) {
      if (end !== undefined) addNode(growing, end(step));
    }
    growing.links.set(linkKey(link), link);
  }
  const added = found.filter((one) => growing.nodes.has(one.device_id));
  for (const one of added) growing.subjects.set(one.device_id, one);
  return added;
}

type MakeNode = (depth: number | null) => Node;

/** The node of who reports; undefined where it is there. */
function reporterOf(
  { report }: Link,
  found: ReadonlyMap<string, Subject>,
  { subjects }: Growing,
): MakeNode | undefined {
  const { owner_id: id } = report;
  if (id !== null && subjects.has(id)) return undefined;
  const subject = id === null ? undefined : found.get(id);
  return (depth) =>
    subject === undefined ? reporterNode(report, depth) : deviceNode(subject, depth);
}

function neighborOf(
  link: Link,
  found: ReadonlyMap<string, Subject>,
  { subjects }: Growing,
): MakeNode | undefined {
  const id = neighborId(link);
  if (id !== null && subjects.has(id)) return undefined;
  const subject = id === null ? undefined : found.get(id);
  return (depth) =>
    subject === undefined ? neighborNode(link, depth) : deviceNode(subject, depth);
}

const neighborId = ({ identity }: Link): string | null =>
  identity.kind === 'device' ? identity.deviceId : null;

const linkKey = ({ report }: Link): string =>
  JSON.stringify([
    ...[report.local_device_id, report.local_device_ip, report.local_if_index],
    ...[report.local_if_name, report.protocol_type, report.neighbor_chassis_id],
    ...[report.neighbor_port_id, report.neighbor_system_name, report.neighbor_bgp_router_id],
    report.neighbor_ip_address,
  ]);

function addSubject(growing: Growing, subject: Subject, depth: number | null): void {
  growing.subjects.set(subject.device_id, subject);
  addNode(growing, deviceNode(subject, depth));
}

function addNode(growing: Growing, node: Node): void {
  if (growing.nodes.has(node.id)) return;
  if (growing.nodes.size >= growing.limit) growing.truncated = true;
  else growing.nodes.set(node.id, node);
}

/** Edges between the nodes that are there. */
async function finish(database: Database, growing: Growing): Promise<Graph> {
  const { nodes, subjects, truncated } = growing;
  const links = [...growing.links.values()];
  const faces = await readFaces(
    database,
    [...subjects.values()],
    links.map(({ report }) => report),
  );
  const halves = links.flatMap((link): HalfEdge[] => {
    const { report, identity } = link;
    const from = nodes.get(report.owner_id ?? reporterNode(report, null).id)?.id;
    const to = nodes.get(neighborId(link) ?? neighborNode(link, null).id)?.id;
    if (from === undefined || to === undefined) return [];
    const told = identity.kind === 'device' ? identity : { evidence: [], disputed: [] };
    return [
      {
        report,
        from,
        to,
        port: localPort(report, from, faces),
        otherPort: remotePort(report, to, faces),
        evidence: told.evidence,
        disputed: told.disputed,
      },
    ];
  });
  return { nodes: inOrder([...nodes.values()]), edges: mergeHalves(halves), truncated };
}

function inOrder(nodes: readonly Node[]): readonly Node[] {
  return [...nodes].sort(
    (a, b) => (a.depth ?? 0) - (b.depth ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
