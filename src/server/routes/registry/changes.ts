import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  Heartbeat,
  HeartbeatBatch,
  HeartbeatReport,
  RegistryReason,
  RegistryRegistration,
  RegistryService,
} from '../../../contract/index.ts';
import { cleanText, parseInstant, RadarError } from '../../../core/index.ts';
import type { Heartbeat as Beat, ServiceKey } from '../../../inventory/index.ts';
import { readRegistered } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { heartbeatReport, registryService } from '../../views/index.ts';
import { CHANGE_FAULTS, readTypes, ServiceId, ServiceTypes } from './answers.ts';
import { readMembers, readObject } from './body.ts';

const tags = ['registry'];
const querystring = NoQuery;
const config = { permission: 'registry:write' } as const;
const sending = { permission: 'ingest:write' } as const;
const removing = { permission: 'registry:admin' } as const;

const MOST_HEARTBEATS = 50_000;

/** Routes that register services, keep them alive and change their status. */
export function changingRoutes(app: App, parts: ServerParts): void {
  registerRoute(app, parts);
  heartbeatsRoute(app, parts);
  for (const change of CHANGES) changeRoute(app, parts, change);
  deleteRoute(app, parts);
}

function registerRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'registerService',
    summary: 'Registers a poller, agent or checker',
    description:
      'It is pending until its first report. Its parent must be registered: the poller of an agent, the agent of a checker.',
    params: ServiceTypes,
    body: named(RegistryRegistration),
    response: {
      ...objectAnswers(named(RegistryService, 'never')),
      ...CHANGE_FAULTS,
      201: named(RegistryService, 'the service'),
    },
  };
  app.post('/api/registry/:types', { schema, config }, async (request, reply) => {
    const type = readTypes(request.params.types);
    const body = readMembers<RegistryRegistration>(readObject(request.body), RegistryRegistration);
    const registration = {
      type,
      id: body.id ?? '',
      pollerId: body.poller_id,
      agentId: body.agent_id,
      checkerKind: body.checker_kind,
      componentId: body.component_id,
      source: body.registration_source,
      spiffeId: body.spiffe_identity,
      metadata: body.metadata,
    };
    const service = await parts.ingest.registry.register(registration, byOf(request));
    reply.code(201);
    return stored(parts, service);
  });
}

const byOf = (request: FastifyRequest) => ({ actor: accessOf(request).actor });

/** As it is stored, counts included. */
async function stored({ ingest }: ServerParts, { type, id }: ServiceKey): Promise<RegistryService> {
  const row = await readRegistered(ingest.database, { type, id }, null);
  if (row !== undefined) return registryService(row);
  throw new RadarError('NOT_FOUND', `The ${type} "${id}" was removed meanwhile.`);
}

function heartbeatsRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'sendHeartbeats',
    summary: 'Signs of life of pollers, agents and checkers',
    description:
      'A service that nobody registered is registered by its first heartbeat, as far as the configuration allows. Heartbeats that cannot be used are told and harm no others; the same ones again change nothing.',
    body: named(HeartbeatBatch),
    response: {
      ...readAnswers(named(HeartbeatReport, 'what became of them, after the commit')),
      413: CHANGE_FAULTS[413],
    },
  };
  app.post('/api/registry/heartbeats', { schema, config: sending }, async (request) => {
    const body = readMembers<HeartbeatBatch>(readObject(request.body), HeartbeatBatch);
    const { heartbeats = [] } = body;
    if (heartbeats.length > MOST_HEARTBEATS) {
      throw new RadarError('REQUEST_INVALID', `There are ${heartbeats.length} heartbeats.`, {
        hint: `Send at most ${MOST_HEARTBEATS} at a time.`,
      });
    }
    return heartbeatReport(
      await parts.ingest.registry.recordHeartbeats(heartbeats.map(heartbeatOf)),
    );
  });
}

/** What cannot be used becomes a heartbeat that the registry skips and tells. */
function heartbeatOf(given: unknown): Beat {
  if (typeof given !== 'object' || given === null) return { type: 'nothing', id: null };
  let told: Partial<Heartbeat>;
  try {
    told = readMembers<Heartbeat>(given as { readonly [name: string]: unknown }, Heartbeat);
  } catch (fault) {
    if (!(fault instanceof RadarError)) throw fault;
    return { type: String(Reflect.get(given, 'type')), id: null };
  }
  const { timestamp } = told;
  return {
    type: told.type ?? '',
    id: told.id,
    pollerId: told.poller_id,
    agentId: told.agent_id,
    checkerKind: told.checker_kind,
    sourceIp: told.source_ip,
    spiffeId: told.spiffe_id,
    at: timestamp === undefined ? undefined : (parseInstant(timestamp) ?? Number.NaN),
    healthy: told.healthy,
  };
}

const CHANGES = [
  {
    action: 'deactivate',
    summary: 'Marks a service as inactive, until it reports again',
    operationId: 'deactivateService',
  },
  {
    action: 'revoke',
    summary: 'Takes the trust from a service: no report makes it active again',
    operationId: 'revokeService',
  },
  {
    action: 'restore',
    summary: 'Takes a revocation or deletion back: the service waits for its next report',
    operationId: 'restoreService',
  },
] as const;

function changeRoute(
  app: App,
  parts: ServerParts,
  { action, summary, operationId }: (typeof CHANGES)[number],
): void {
  const schema = {
    tags,
    querystring,
    operationId,
    summary,
    description: 'Doing it again changes nothing.',
    params: ServiceId,
    body: named(RegistryReason),
    response: { ...objectAnswers(named(RegistryService, 'the service')), ...CHANGE_FAULTS },
  };
  app.post(`/api/registry/:types/:id/${action}`, { schema, config }, async (request) => {
    const { types, id } = request.params as { readonly types: string; readonly id: string };
    const change = { action, ...byOf(request), reason: reasonOf(request) };
    const key = { type: readTypes(types), id };
    return stored(parts, await parts.ingest.registry.change(key, change));
  });
}

function reasonOf({ body }: FastifyRequest): string | null {
  const { reason } = readMembers<RegistryReason>(readObject(body), RegistryReason);
  return cleanText(reason);
}

function deleteRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'deleteService',
    summary: 'Deletes a service that is inactive or revoked',
    description:
      'Its row stays for some days, so that a late report does not bring it back; `restore` does.',
    params: ServiceId,
    body: named(RegistryReason),
    response: {
      ...objectAnswers(Type.Null({ description: 'never' })),
      ...CHANGE_FAULTS,
      204: Type.Null({ description: 'it is deleted' }),
    },
  };
  app.delete('/api/registry/:types/:id', { schema, config: removing }, async (request, reply) => {
    const { types, id } = request.params;
    const change = { action: 'delete', ...byOf(request), reason: reasonOf(request) } as const;
    await parts.ingest.registry.change({ type: readTypes(types), id }, change);
    return reply.code(204).send(null);
  });
}
