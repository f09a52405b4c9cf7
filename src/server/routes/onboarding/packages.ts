import { Type } from 'typebox';
import {
  EdgePackage,
  EdgePackageDefaults,
  EdgePackageEvent,
  EdgePackageEventsQuery,
  EdgePackageListQuery,
} from '../../../contract/index.ts';
import { RadarError, suggest } from '../../../core/index.ts';
import {
  PACKAGE_STATUSES,
  type PackageFilter,
  type PackageStatus,
  readComponentType,
} from '../../../inventory/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named } from '../../schema/index.ts';
import { edgePackage, packageDefaults, packageEvent } from '../../views/index.ts';
import { objectAnswers, PackageId, readAnswers } from './answers.ts';
import { onboardingOf, requesterOf } from './scope.ts';

const tags = ['onboarding'];
const config = { permission: 'onboarding:read' } as const;

const USUAL_PACKAGES = 100;
const USUAL_EVENTS = 50;
/** An answer of more would take longer to make than anybody reads. */
const MOST = 10_000;

/** Routes that tell of onboarding packages. */
export function readingRoutes(app: App, parts: ServerParts): void {
  defaultsRoute(app, parts);
  listRoute(app, parts);
  packageRoute(app, parts);
  eventsRoute(app, parts);
}

function defaultsRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'edgePackageDefaults',
    summary: 'What new onboarding packages have without being asked',
    querystring: NoQuery,
    response: readAnswers({ 200: named(EdgePackageDefaults, 'selectors, and metadata by type') }),
  };
  app.get('/api/admin/edge-packages/defaults', { schema, config }, async (request) => {
    const onboarding = onboardingOf(parts);
    requesterOf(request);
    return packageDefaults(onboarding.defaults());
  });
}

function listRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'listEdgePackages',
    summary: 'Onboarding packages, the last changed first',
    description: 'Deleted ones are told only where `status` asks for them.',
    querystring: EdgePackageListQuery,
    response: readAnswers({
      200: Type.Array(named(EdgePackage), { description: 'the packages' }),
    }),
  };
  app.get('/api/admin/edge-packages', { schema, config }, async (request) => {
    const onboarding = onboardingOf(parts);
    requesterOf(request);
    return (await onboarding.list(readFilter(request.query))).map(edgePackage);
  });
}

function packageRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'getEdgePackage',
    summary: 'One onboarding package; deleted ones too',
    params: PackageId,
    querystring: NoQuery,
    response: objectAnswers({ 200: named(EdgePackage, 'the package') }),
  };
  app.get('/api/admin/edge-packages/:id', { schema, config }, async (request) => {
    const onboarding = onboardingOf(parts);
    requesterOf(request);
    return edgePackage(await onboarding.get(request.params.id));
  });
}

function eventsRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'edgePackageEvents',
    summary: 'What happened to an onboarding package, the newest first',
    params: PackageId,
    querystring: EdgePackageEventsQuery,
    response: objectAnswers({
      200: Type.Array(named(EdgePackageEvent), { description: 'the events' }),
    }),
  };
  app.get('/api/admin/edge-packages/:id/events', { schema, config }, async (request) => {
    const onboarding = onboardingOf(parts);
    requesterOf(request);
    const limit = readLimit(request.query.limit) ?? USUAL_EVENTS;
    return (await onboarding.events(request.params.id, limit)).map(packageEvent);
  });
}

function readFilter(query: EdgePackageListQuery): PackageFilter {
  return {
    pollerId: query.poller_id?.trim(),
    componentId: query.component_id?.trim(),
    parentId: query.parent_id?.trim(),
    statuses: words(query.status).map(readStatus),
    types: words(query.component_type)
      .map((word) => readComponentType('component_type', word))
      .filter((type) => type !== null),
    limit: readLimit(query.limit) ?? USUAL_PACKAGES,
  };
}

/** Repeated parameters and lists with commas mean the same (RE-13). */
const words = (texts: readonly string[] | undefined): string[] =>
  (texts ?? [])
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');

function readStatus(word: string): PackageStatus {
  const status = PACKAGE_STATUSES.find((one) => one === word);
  if (status !== undefined) return status;
  const near = suggest(word, PACKAGE_STATUSES);
  const takes = `It is one of ${PACKAGE_STATUSES.join(', ')}, in lower case.`;
  throw new RadarError('REQUEST_INVALID', `There is no status "${word}".`, {
    hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
  });
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit > 0 && limit <= MOST) return limit;
  throw new RadarError('REQUEST_INVALID', `The limit "${text}" cannot be used.`, {
    hint: `Give a whole number from 1 to ${MOST}, or leave it out.`,
  });
}
