import { Type } from 'typebox';
import {
  EdgePackage,
  EdgePackageCreate,
  EdgePackageCreated,
  EdgePackageReason,
  ErrorBody,
} from '../../../contract/index.ts';
import { cleanText } from '../../../core/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named } from '../../schema/index.ts';
import { createdPackage, edgePackage } from '../../views/index.ts';
import { objectAnswers, PackageId, readAnswers } from './answers.ts';
import { readBody } from './body.ts';
import { onboardingOf, requesterOf } from './scope.ts';

const tags = ['onboarding'];
const querystring = NoQuery;
const config = { permission: 'onboarding:write' } as const;
const removing = { permission: 'onboarding:admin' } as const;

/** Routes that make packages, take them back and remove them. */
export function changingRoutes(app: App, parts: ServerParts): void {
  createRoute(app, parts);
  revokeRoute(app, parts);
  deleteRoute(app, parts);
}

function createRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'createEdgePackage',
    summary: 'Makes an onboarding package',
    description:
      'The answer tells the secrets of the package, this once: nobody can read them in plain text again.',
    body: named(EdgePackageCreate),
    response: readAnswers({
      201: named(EdgePackageCreated, 'the package with its secrets'),
      409: named(ErrorBody, 'another package has the component'),
    }),
  };
  app.post('/api/admin/edge-packages', { schema, config }, async (request, reply) => {
    const onboarding = onboardingOf(parts);
    const by = requesterOf(request);
    const body = readBody<EdgePackageCreate>(request.body, EdgePackageCreate);
    const created = await onboarding.create({ ...body, label: body.label ?? '' }, by);
    reply.code(201);
    return createdPackage(created);
  });
}

function revokeRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'revokeEdgePackage',
    summary: 'Takes an onboarding package back',
    description: 'Its token opens nothing, and its component is trusted no longer.',
    params: PackageId,
    body: named(EdgePackageReason),
    response: objectAnswers({
      200: named(EdgePackage, 'the package'),
      409: named(ErrorBody, 'it was revoked, has expired or is deleted'),
    }),
  };
  app.post('/api/admin/edge-packages/:id/revoke', { schema, config }, async (request) => {
    const onboarding = onboardingOf(parts);
    const by = requesterOf(request);
    const { reason } = readBody<EdgePackageReason>(request.body, EdgePackageReason);
    const packageId = request.params.id;
    return edgePackage(await onboarding.revoke({ packageId, reason: cleanText(reason), by }));
  });
}

function deleteRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'deleteEdgePackage',
    summary: 'Makes a tombstone of an onboarding package that was revoked or has expired',
    params: PackageId,
    body: named(EdgePackageReason),
    response: objectAnswers({ 204: Type.Null({ description: 'it is deleted' }) }),
  };
  app.delete(
    '/api/admin/edge-packages/:id',
    { schema, config: removing },
    async (request, reply) => {
      const onboarding = onboardingOf(parts);
      const by = requesterOf(request);
      const { reason } = readBody<EdgePackageReason>(request.body, EdgePackageReason);
      await onboarding.delete({ packageId: request.params.id, reason: cleanText(reason), by });
      return reply.code(204).send(null);
    },
  );
}
