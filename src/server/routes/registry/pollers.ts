import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  PollerHealthPoint,
  PollerItem,
  PollerService,
  PollerTotals,
  ServiceHistoryQuery,
  ServiceReportPoint,
} from '../../../contract/index.ts';
import { formatInstant, RadarError } from '../../../core/index.ts';
import {
  type PollerRow,
  type ReportedRow,
  readPollerHistory,
  readPollers,
  readPollerTotals,
  readReported,
  readReportedHistory,
} from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { instantText, pollerItem, pollerService, serviceReportPoint } from '../../views/index.ts';
import { readCount } from './answers.ts';

const tags = ['registry'];
const config = { permission: 'registry:read', partitions: 'honoured' } as const;

const PollerId = Type.Object({
  id: Type.String({ description: 'id of the poller, percent-encoded' }),
});
const ServiceName = Type.Object({
  ...PollerId.properties,
  service: Type.String({ description: 'name of the service, percent-encoded' }),
});

/** Changes of health that one answer tells (SR-29). */
const MOST_CHANGES = 1_000;
const REPORTS = { usual: 100, most: 1_000 };

/** Routes that tell of pollers and of what they report. */
export function pollerRoutes(app: App, parts: ServerParts): void {
  totalsRoute(app, parts);
  listRoute(app, parts);
  pollerRoute(app, parts);
  historyRoute(app, parts);
  servicesRoute(app, parts);
  serviceRoute(app, parts);
  serviceHistoryRoute(app, parts);
}

function totalsRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'pollerTotals',
    summary: 'How many pollers there are and are well',
    querystring: NoQuery,
    response: readAnswers(named(PollerTotals, 'the numbers')),
  };
  app.get('/api/status', { schema, config }, async (request) => {
    const totals = await readPollerTotals(database, accessOf(request).partitions);
    return {
      total_pollers: totals.total,
      healthy_pollers: totals.healthy,
      last_update: instantText(totals.last_update),
    };
  });
}

function listRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'listPollers',
    summary: 'Pollers with their services, those that are revoked or deleted left out',
    querystring: NoQuery,
    response: readAnswers(Type.Array(named(PollerItem), { description: 'the pollers, by id' })),
  };
  app.get('/api/pollers', { schema, config }, async (request) => {
    const { partitions } = accessOf(request);
    const pollers = await readPollers(database, { partitions });
    const pollerIds = pollers.map((row) => row.poller_id);
    const services = new Map<string, ReportedRow[]>();
    for (const row of await readReported(database, { pollerIds, partitions })) {
      const known = services.get(row.poller_id);
      if (known === undefined) services.set(row.poller_id, [row]);
      else known.push(row);
    }
    return pollers.map((row) => pollerItem(row, services.get(row.poller_id) ?? []));
  });
}

function pollerRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'getPoller',
    summary: 'One poller with its services',
    params: PollerId,
    querystring: NoQuery,
    response: objectAnswers(named(PollerItem, 'the poller')),
  };
  app.get('/api/pollers/:id', { schema, config }, async (request) => {
    const poller = await requirePoller(parts, request);
    return pollerItem(poller, await servicesOf(parts, request));
  });
}

/** The poller of an address. Throws NOT_FOUND, for what the caller may not see too. */
async function requirePoller(
  { database }: ServerParts,
  request: FastifyRequest,
): Promise<PollerRow> {
  const { id: pollerId } = request.params as { readonly id: string };
  const { partitions } = accessOf(request);
  const [poller] = await readPollers(database, { pollerId, partitions });
  if (poller !== undefined) return poller;
  throw new RadarError('NOT_FOUND', `There is no poller "${pollerId.slice(0, 100)}".`, {
    hint: 'GET /api/pollers lists them; those that are revoked or deleted stand in GET /api/registry/pollers.',
  });
}

function servicesOf({ database }: ServerParts, request: FastifyRequest) {
  const { id, service } = request.params as { readonly id: string; readonly service?: string };
  const { partitions } = accessOf(request);
  const named = service === undefined ? {} : { service };
  return readReported(database, { pollerIds: [id], ...named, partitions });
}

function historyRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'pollerHistory',
    summary: 'Changes of the health of one poller, the newest first',
    description: `At most ${MOST_CHANGES}, of the last 7 days.`,
    params: PollerId,
    querystring: NoQuery,
    response: objectAnswers(Type.Array(named(PollerHealthPoint), { description: 'the changes' })),
  };
  app.get('/api/pollers/:id/history', { schema, config }, async (request) => {
    const { poller_id: pollerId } = await requirePoller(parts, request);
    const rows = await readPollerHistory(parts.database, pollerId, MOST_CHANGES);
    return rows.map((row) => ({ ...row, timestamp: formatInstant(row.timestamp) }));
  });
}

function servicesRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'pollerServices',
    summary: 'The services of one poller, each as it was reported last',
    description: 'By type, then name. A service stays for 3 days after its last report.',
    params: PollerId,
    querystring: NoQuery,
    response: objectAnswers(Type.Array(named(PollerService), { description: 'the services' })),
  };
  app.get('/api/pollers/:id/services', { schema, config }, async (request) => {
    await requirePoller(parts, request);
    return (await servicesOf(parts, request)).map(pollerService);
  });
}

function serviceRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'pollerService',
    summary: 'One service of a poller, as it was reported last',
    description: 'Where several agents check a service of that name, the newest report is told.',
    params: ServiceName,
    querystring: NoQuery,
    response: objectAnswers(named(PollerService, 'the service')),
  };
  app.get('/api/pollers/:id/services/:service', { schema, config }, async (request) => {
    await requirePoller(parts, request);
    const rows = await servicesOf(parts, request);
    const newest = rows.toSorted((a, b) => b.timestamp - a.timestamp)[0];
    if (newest !== undefined) return pollerService(newest);
    throw unknownService(request.params);
  });
}

function serviceHistoryRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'pollerServiceHistory',
    summary: 'Reports of one service of a poller, the newest first',
    description: 'Reports are kept for 3 days.',
    params: ServiceName,
    querystring: ServiceHistoryQuery,
    response: objectAnswers(Type.Array(named(ServiceReportPoint), { description: 'the reports' })),
  };
  app.get('/api/pollers/:id/services/:service/history', { schema, config }, async (request) => {
    const { poller_id: pollerId } = await requirePoller(parts, request);
    const { agent, type, limit } = request.query;
    const rows = await readReportedHistory(parts.database, {
      pollerId,
      service: request.params.service,
      agentId: agent,
      type,
      limit: readCount(limit, REPORTS),
      partitions: accessOf(request).partitions,
    });
    return rows.map(serviceReportPoint);
  });
}

const unknownService = ({ id, service }: { readonly id: string; readonly service: string }) =>
  new RadarError('NOT_FOUND', `The poller "${id}" has no service "${service.slice(0, 100)}".`, {
    hint: 'GET /api/pollers/{id}/services lists them; each stays for 3 days after its last report.',
  });
