import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { RadarError } from '../../core/index.ts';
import type { AccessControl } from '../../inventory/index.ts';
import type { App } from '../parts.ts';
import { ANONYMOUS, setAccess } from './access.ts';
import { refusalOf } from './authorise.ts';
import { sessionCookie, takeCookies } from './cookie.ts';
import { type Identified, identify } from './credentials.ts';
import { type Refusal, unauthenticated } from './refusal.ts';

/** What decides who may use a server. */
export interface Authentication {
  readonly control: AccessControl;
  /** False: everybody who reaches the address may do everything. */
  readonly enabled: boolean;
}

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Lets only those in who may, by what each route declares. A route that declares nothing keeps the
 * server from starting, whether authentication is on or not. Call before routes are declared.
 */
export function authenticate(app: App, auth: Authentication | undefined): void {
  requireDeclared(app);
  takeCookies(app);
  if (auth === undefined || !auth.enabled) return;
  const { control } = auth;
  app.addHook('onRequest', async (request, reply) => {
    const config = request.is404
      ? ({ permission: 'public' } as const)
      : request.routeOptions.config;
    const identified = await identify(
      control,
      request.headers,
      sessionCookie(request.server, request.headers.cookie),
    );
    const { identity, given } = identified;
    if (identity === undefined) {
      if (config.permission !== 'public') throw refuse(reply, unauthenticated(given));
      setAccess(request, ANONYMOUS);
      return;
    }
    setAccess(request, identity);
    guardCookie(request, identified);
    const refusal = refusalOf(identity, config);
    if (refusal !== undefined) throw refuse(reply, refusal);
  });
}

function refuse(reply: FastifyReply, { error, challenge }: Refusal): RadarError {
  reply.header('www-authenticate', challenge);
  return error;
}

/**
 * Browsers add a cookie by themselves, so what changes something must come from a page of ours. The
 * guard of origins has refused other pages; here somebody must say that it is ours.
 */
function guardCookie(request: FastifyRequest, { byCookie }: Identified): void {
  if (!byCookie || SAFE.has(request.method)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site === undefined ? origin !== undefined : site === 'same-origin') return;
  throw new RadarError('ORIGIN_REFUSED', 'The request does not say from which page it comes.', {
    hint: 'Programs send an API token instead of the cookie of the console.',
  });
}

function requireDeclared(app: App): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  app.addHook('onReady', async () => {
    const bare = routes.filter(({ config }) => config?.permission === undefined);
    if (bare.length === 0) return;
    const names = bare.map(({ method, url }) => `${[method].flat().join('/')} ${url}`);
    throw new Error(`routes without a permission: ${names.join(', ')}`);
  });
}
