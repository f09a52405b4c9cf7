import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  ARCHIVE_HEADERS,
  EdgePackageDelivered,
  EdgePackageDownload,
  EdgePackageDownloadQuery,
  ErrorBody,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { ANONYMOUS, accessOf, LOCAL } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named } from '../../schema/index.ts';
import { deliveredPackage } from '../../views/index.ts';
import { objectAnswers, PackageId } from './answers.ts';
import { readBody } from './body.ts';
import { onboardingOf } from './scope.ts';
import { countWrongTokens, type WrongTokens } from './wrong-tokens.ts';

/** The answer in both of its forms. */
const BOTH = Type.Unsafe<unknown>({
  description: 'the package with its secrets',
  content: {
    'application/gzip': {
      schema: { type: 'string', contentMediaType: 'application/gzip' },
    },
    'application/json': { schema: named(EdgePackageDelivered) },
  },
});

/**
 * The route by which a component fetches its package. It is open to everybody: what opens it is the
 * token.
 */
export function downloadRoute(app: App, parts: ServerParts): void {
  const wrongTokens = countWrongTokens(parts.clock);
  const schema = {
    tags: ['onboarding'],
    operationId: 'downloadEdgePackage',
    summary: 'Hands an onboarding package out, once',
    description:
      'The token opens it instead of a user. The archive (tar, gzip) is the usual form; JSON comes where `format=json` or Accept asks for it.',
    params: PackageId,
    querystring: EdgePackageDownloadQuery,
    body: named(EdgePackageDownload),
    response: objectAnswers({
      200: BOTH,
      401: named(ErrorBody, 'the download token is not valid'),
      409: named(ErrorBody, 'it was delivered or revoked'),
      410: named(ErrorBody, 'it has expired'),
      429: named(ErrorBody, 'too many tokens from this address were wrong'),
    }),
  };
  const config = { permission: 'public' } as const;
  app.post('/api/admin/edge-packages/:id/download', { schema, config }, (request, reply) =>
    counted(wrongTokens, request.ip, () => deliver(parts, request, reply)),
  );
}

async function deliver(
  parts: ServerParts,
  request: FastifyRequest<{
    readonly Params: { readonly id: string };
    readonly Querystring: EdgePackageDownloadQuery;
  }>,
  reply: FastifyReply,
): Promise<unknown> {
  const onboarding = onboardingOf(parts);
  const body = readBody<EdgePackageDownload>(request.body, EdgePackageDownload);
  const delivery = {
    packageId: request.params.id,
    token: body.download_token ?? '',
    by: { actor: actorOf(request), sourceIp: request.ip },
  };
  if (wantsJson(request.query.format, request.headers.accept)) {
    reply.type('application/json; charset=utf-8');
    return deliveredPackage(await onboarding.deliver(delivery));
  }
  const { package: told, archive } = await onboarding.deliverArchive(delivery);
  reply.headers({
    [ARCHIVE_HEADERS.package]: told.package_id,
    [ARCHIVE_HEADERS.poller]: headerText(told.poller_id),
    'content-disposition': `attachment; filename="${archive.name}"`,
    'cache-control': 'no-store',
  });
  return reply.type('application/gzip').send(archive.bytes);
}

/** Counts an attempt whose token opened nothing. Unknown packages count too: they are guesses. */
async function counted<T>(
  wrongTokens: WrongTokens,
  address: string,
  attempt: () => Promise<T>,
): Promise<T> {
  wrongTokens.check(address);
  try {
    return await attempt();
  } catch (fault) {
    const { code } = fault instanceof RadarError ? fault : { code: null };
    if (code === 'UNAUTHENTICATED' || code === 'NOT_FOUND') wrongTokens.note(address);
    throw fault;
  }
}

/** JSON where it is asked for and an archive is not. */
function wantsJson(format: string | undefined, accept = ''): boolean {
  if (format !== undefined && !['json', 'gzip'].includes(format.toLowerCase())) {
    throw new RadarError('REQUEST_INVALID', `There is no format "${format}".`, {
      hint: 'It is json or gzip.',
    });
  }
  if (format !== undefined) return format.toLowerCase() === 'json';
  return /application\/json/i.test(accept) && !/application\/gzip/i.test(accept);
}

/** Somebody who is signed in is named in the events; a component is not. */
function actorOf(request: FastifyRequest): string {
  const access = accessOf(request);
  return access === ANONYMOUS || access === LOCAL ? '' : access.actor;
}

/** Ids of older programs may hold what no header carries. */
const headerText = (text: string | null) => (text ?? '').replaceAll(/[^\x20-\x7e]/g, '?');
