import { Type } from 'typebox';
import {
  CURSOR_HEADERS,
  REGISTRATION_SOURCES,
  RegistryDetail,
  RegistryListQuery,
  RegistryService,
  SERVICE_STATUSES,
  SERVICE_TYPES,
  type ServiceType,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import {
  listServices,
  readRegistered,
  readRegistryEvents,
  type ServiceFilter,
} from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { registryDetail, registryService } from '../../views/index.ts';
import { readCount, readTypes, readWords, ServiceId, ServiceTypes } from './answers.ts';

const tags = ['registry'];
const config = { permission: 'registry:read', partitions: 'honoured' } as const;

const PAGE = { usual: 100, most: 1_000 };
const MOST_EVENTS = 100;

const DESCRIPTION =
  'Those registered last come first. Services belong to no network partition: whoever is confined to some sees those that services of these partitions name.';

/** Routes that list the registry and show one of its services. */
export function listRoutes(app: App, parts: ServerParts): void {
  const list = (types: readonly ServiceType[], query: RegistryListQuery, request: ListRequest) =>
    page(parts, types, { query, request });
  const schema = {
    tags,
    description: DESCRIPTION,
    querystring: RegistryListQuery,
    response: readAnswers(PAGE_ANSWER),
  };
  const all = { ...schema, operationId: 'listRegistry', summary: 'Pollers, agents and checkers' };
  app.get('/api/registry', { schema: all, config }, async (request, reply) => {
    const { rows, next } = await list(SERVICE_TYPES, request.query, request);
    if (next !== null) reply.header(CURSOR_HEADERS.nextCursor, next);
    return rows.map(registryService);
  });
  const some = {
    ...schema,
    operationId: 'listRegistryType',
    summary: 'Pollers, agents or checkers',
    params: ServiceTypes,
    response: objectAnswers(PAGE_ANSWER),
  };
  app.get('/api/registry/:types', { schema: some, config }, async (request, reply) => {
    const types = [readTypes(request.params.types)];
    const { rows, next } = await list(types, request.query, request);
    if (next !== null) reply.header(CURSOR_HEADERS.nextCursor, next);
    return rows.map(registryService);
  });
  serviceRoute(app, parts);
}

type ListRequest = Parameters<typeof accessOf>[0];

const PAGE_ANSWER = Type.Unsafe<RegistryService[]>({
  ...Type.Array(named(RegistryService), { description: 'the services' }),
  headers: {
    [CURSOR_HEADERS.nextCursor]: {
      type: 'string',
      description: 'where the next page begins; absent on the last one',
    },
  },
});

function page(
  { database }: ServerParts,
  types: readonly ServiceType[],
  { query, request }: { readonly query: RegistryListQuery; readonly request: ListRequest },
) {
  const filter: ServiceFilter = {
    types,
    statuses: readWords('status', query.status, SERVICE_STATUSES),
    sources: readWords('registration source', query.source, REGISTRATION_SOURCES),
    pollerId: query.poller,
    agentId: query.agent,
    search: query.search?.trim() || undefined,
    neverSeen: readSeen(query.seen),
    partitions: accessOf(request).partitions,
  };
  const { cursor } = query;
  return listServices(database, filter, { limit: readCount(query.limit, PAGE), cursor });
}

function readSeen(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (text === 'never') return true;
  throw new RadarError('REQUEST_INVALID', `The parameter "seen" cannot be "${text}".`, {
    hint: 'Write seen=never, or leave it out.',
  });
}

function serviceRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'getRegistered',
    summary: 'One poller, agent or checker, with what happened to it',
    description: 'Those that were deleted are told too, until they are purged.',
    params: ServiceId,
    querystring: NoQuery,
    response: objectAnswers(named(RegistryDetail, 'the service')),
  };
  app.get('/api/registry/:types/:id', { schema, config }, async (request) => {
    const key = { type: readTypes(request.params.types), id: request.params.id };
    const { database } = parts;
    const row = await readRegistered(database, key, accessOf(request).partitions);
    if (row === undefined) throw unknown(key);
    return registryDetail(row, await readRegistryEvents(database, key, MOST_EVENTS));
  });
}

const unknown = ({ type, id }: { readonly type: ServiceType; readonly id: string }) =>
  new RadarError('NOT_FOUND', `There is no ${type} "${id.slice(0, 100)}" in the registry.`, {
    hint: `GET /api/registry/${type}s lists those that are.`,
  });
