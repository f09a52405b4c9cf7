import { Type } from 'typebox';
import {
  DeviceNeighbor,
  NeighborReport,
  TopologyGraph,
  TopologyHistoryQuery,
  TopologyQuery,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { readReportHistory, readTopology, readTopologyAround } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers } from '../../schema/index.ts';
import { neighborReport, topologyEdge, topologyGraph, topologyNode } from '../../views/index.ts';
import { cursorHeader, listAnswers, readPaging, readRange } from '../paged.ts';
import { readWhole, requireDevice } from './request.ts';

const tags = ['discovery'];
const config = { permission: 'devices:read', partitions: 'honoured' } as const;

const USUAL_NODES = 200;
const MOST_NODES = 2_000;
const DEEPEST = 3;

const DESCRIPTION = [
  'Who is connected with whom, as devices report their neighbours (LLDP, CDP, BGP, …). A neighbour is a device of the inventory where its chassis MAC, its management or peer address or its system name is that of one device, or of one of its interfaces, in the same partition. The strongest of these decides; a weaker one that says another device is told as disputed.',
  'Where several devices have it, the node is ambiguous and names them; where none has, it is unknown. An edge that both ends report is one.',
].join('\n\n');

/** Routes of neighbours and the graph that they make. */
export function topologyRoutes(app: App, parts: ServerParts): void {
  neighborsRoute(app, parts);
  graphRoute(app, parts);
  historyRoute(app, parts);
}

function neighborsRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceNeighbors',
    summary: 'Neighbours of one device, by what it and they report',
    description: DESCRIPTION,
    params: Type.Object({
      id: Type.String({ description: 'device id, as it is or percent-encoded' }),
    }),
    querystring: NoQuery,
    response: objectAnswers(
      Type.Array(named(DeviceNeighbor), { description: 'connections of the device' }),
    ),
  };
  app.get('/api/devices/:id/neighbors', { schema, config }, async (request) => {
    const { deviceId } = await requireDevice(
      database,
      request.params.id,
      accessOf(request).partitions,
    );
    const graph = await readTopologyAround(database, deviceId, { depth: 1, limit: MOST_NODES });
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    return graph.edges.flatMap((edge) => {
      const other = edge.source === deviceId ? edge.target : edge.source;
      const neighbor = nodes.get(other);
      const isNear = edge.source === deviceId || edge.target === deviceId;
      if (!isNear || neighbor === undefined) return [];
      return [{ neighbor: topologyNode(neighbor), edge: topologyEdge(edge) }];
    });
  });
}

function graphRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'topology',
    summary: 'The graph around a device, or of the whole network',
    description: DESCRIPTION,
    querystring: TopologyQuery,
    response: objectAnswers(named(TopologyGraph, 'nodes and edges')),
  };
  app.get('/api/topology', { schema, config }, async (request) => {
    const { query } = request;
    const { partitions } = accessOf(request);
    const limit = readWhole('limit', query.limit, { least: 1, most: MOST_NODES }) ?? USUAL_NODES;
    const depth = readWhole('depth', query.depth, { least: 1, most: DEEPEST });
    if (query.device === undefined) {
      if (depth !== undefined) throw without('depth', 'device');
      const { partition } = query;
      return topologyGraph(await readTopology(database, { partition, partitions, limit }), null);
    }
    if (query.partition !== undefined) throw partitioned();
    const { deviceId } = await requireDevice(database, query.device, partitions);
    const around = { deviceId, depth: depth ?? 1 };
    const graph = await readTopologyAround(database, deviceId, { depth: around.depth, limit });
    return topologyGraph(graph, around);
  });
}

function historyRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'topologyHistory',
    summary: 'What devices reported of their neighbours in the past, the newest first',
    description:
      'Every report of the range, late ones at their time. Reports that a source made under an id of old belong to the device too; who the neighbour is, GET /api/topology tells.',
    querystring: TopologyHistoryQuery,
    response: {
      ...objectAnswers(Type.Array(named(NeighborReport))),
      ...listAnswers(NeighborReport, 'one page of reports'),
    },
  };
  app.get('/api/topology/history', { schema, config }, async (request, reply) => {
    const { query } = request;
    const { partitions } = accessOf(request);
    const paging = readPaging(query);
    const range = readRange(query, clock);
    if (query.device !== undefined && query.partition !== undefined) throw partitioned();
    const device =
      query.device === undefined
        ? undefined
        : await requireDevice(database, query.device, partitions);
    const { partition, protocol } = query;
    const filter = { deviceId: device?.deviceId, partition, protocol, range, partitions };
    const page = await readReportHistory(database, filter, paging);
    reply.headers(cursorHeader(page.next));
    return page.rows.map(neighborReport);
  });
}

const partitioned = () =>
  new RadarError('REQUEST_INVALID', 'A device has one partition already.', {
    hint: 'Leave the parameter "partition" out.',
  });

const without = (name: string, needed: string) =>
  new RadarError('REQUEST_INVALID', `The parameter "${name}" says nothing without "${needed}".`, {
    hint: `Give ${needed} too, or leave ${name} out.`,
  });
