import { Type } from 'typebox';
import {
  AgentItem,
  DeclarationsQuery,
  ServiceDeclaration,
  ServiceTreePoller,
  ServiceTreeQuery,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { readAgents, readDeclarations, readTree } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, readAnswers } from '../../schema/index.ts';
import { agentItem, serviceDeclaration, serviceTree } from '../../views/index.ts';
import { cursorHeader, listAnswers, readPaging, readRange } from '../paged.ts';
import { readCount } from './answers.ts';

const tags = ['registry'];
const config = { permission: 'registry:read', partitions: 'honoured' } as const;

const PAGE = { usual: 100, most: 1_000 };

/** Routes that tell which services belong to which agent and poller, now and in the past. */
export function treeRoutes(app: App, parts: ServerParts): void {
  treeRoute(app, parts);
  declarationsRoute(app, parts);
  agentsRoutes(app, parts);
}

function treeRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'serviceTree',
    summary: 'Pollers with their agents and the services of these',
    description:
      'Services that were reported within 3 days or declared within 30; pages are of pollers, by id.',
    querystring: ServiceTreeQuery,
    response: readAnswers(Type.Array(named(ServiceTreePoller), { description: 'the pollers' })),
  };
  app.get('/api/services/tree', { schema, config }, async (request) => {
    const { poller, agent, configured, limit, offset } = request.query;
    const rows = await readTree(database, {
      pollerId: poller,
      agentId: agent,
      configured: readConfigured(configured),
      limit: readCount(limit, PAGE),
      offset: readCount(offset, { usual: 0, most: Number.MAX_SAFE_INTEGER }),
      partitions: accessOf(request).partitions,
    });
    return serviceTree(rows);
  });
}

function readConfigured(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (text === 'only') return true;
  throw new RadarError('REQUEST_INVALID', `The parameter "configured" cannot be "${text}".`, {
    hint: 'Write configured=only, or leave it out.',
  });
}

function declarationsRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'serviceDeclarations',
    summary: 'Services as their pollers declared them in the past, the newest first',
    description:
      'Every declaration of the range, late ones at their time; they are kept for 30 days. Filters that are given all have to hold.',
    querystring: DeclarationsQuery,
    response: listAnswers(ServiceDeclaration, 'one page of declarations'),
  };
  app.get('/api/services/declarations', { schema, config }, async (request, reply) => {
    const { query } = request;
    const filter = {
      pollerId: query.poller,
      agentId: query.agent,
      service: query.service,
      type: query.type,
      partition: query.partition,
      range: readRange(query, clock),
      partitions: accessOf(request).partitions,
    };
    const page = await readDeclarations(database, filter, readPaging(query));
    reply.headers(cursorHeader(page.next));
    return page.rows.map(serviceDeclaration);
  });
}

function agentsRoutes(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    querystring: NoQuery,
    response: readAnswers(
      Type.Array(named(AgentItem), { description: 'the agents, the last seen first' }),
    ),
  };
  const all = {
    ...schema,
    operationId: 'listAgents',
    summary: 'Agents with their kinds of service',
  };
  app.get('/api/admin/agents', { schema: all, config }, async (request) => {
    const { partitions } = accessOf(request);
    return (await readAgents(database, { partitions })).map(agentItem);
  });
  const one = {
    ...schema,
    operationId: 'listAgentsOfPoller',
    summary: 'Agents of one poller',
    params: Type.Object({ id: Type.String({ description: 'id of the poller, percent-encoded' }) }),
  };
  app.get('/api/admin/pollers/:id/agents', { schema: one, config }, async (request) => {
    const { partitions } = accessOf(request);
    const pollerId = request.params.id;
    return (await readAgents(database, { pollerId, partitions })).map(agentItem);
  });
}
