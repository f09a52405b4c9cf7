import { Type } from 'typebox';
import { SweepHistoryQuery, SweepHost, SweepHostQuery } from '../../../contract/index.ts';
import { cleanIp } from '../../../core/index.ts';
import { listSweepHosts, readSweepHistory } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { sweepHost } from '../../views/index.ts';
import { cursorHeader, listAnswers, readPaging, readRange } from '../paged.ts';
import { readChoice, readCidr } from './request.ts';

const tags = ['discovery'];
const config = { permission: 'devices:read', partitions: 'honoured' } as const;

/** Routes of what sweeps found. */
export function sweepRoutes(app: App, parts: ServerParts): void {
  hostsRoute(app, parts);
  historyRoute(app, parts);
}

function hostsRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'listSweepHosts',
    summary: 'Hosts as the newest sweep of each found them',
    description:
      'One entry per host, poller and partition, the newest sweep first. A sweep that arrives late is history and never shown here; first_seen is the earliest of all.',
    querystring: SweepHostQuery,
    response: listAnswers(SweepHost, 'one page of hosts'),
  };
  app.get('/api/sweeps/hosts', { schema, config }, async (request, reply) => {
    const { query } = request;
    const filter = {
      poller: query.poller,
      agent: query.agent,
      partition: query.partition,
      network: readCidr(query.cidr),
      available: readChoice('available', query.available),
      partitions: accessOf(request).partitions,
    };
    const page = await listSweepHosts(database, filter, readPaging(query));
    reply.headers(cursorHeader(page.next));
    return page.rows.map(sweepHost);
  });
}

function historyRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'sweepHistory',
    summary: 'What sweeps found of one host, the newest first',
    params: Type.Object({
      ip: Type.String({ description: 'address in any spelling, or the host as it was swept' }),
    }),
    querystring: SweepHistoryQuery,
    response: listAnswers(SweepHost, 'one page of sweeps; empty where the address was not swept'),
  };
  app.get('/api/sweeps/hosts/:ip/history', { schema, config }, async (request, reply) => {
    const { query, params } = request;
    const filter = {
      hostIp: cleanIp(params.ip) ?? params.ip,
      poller: query.poller,
      partition: query.partition,
      range: readRange(query, clock),
      partitions: accessOf(request).partitions,
    };
    const page = await readSweepHistory(database, filter, readPaging(query));
    reply.headers(cursorHeader(page.next));
    return page.rows.map(sweepHost);
  });
}
