import type { RouteOptions } from 'fastify';
import { RadarError } from '../../core/index.ts';
import type { App } from '../parts.ts';

/**
 * Lets every address answer 405 with `Allow` to the methods that it does not take. Call before any
 * route is declared; the returned function declares the refusals, after all others.
 */
export function collectMethods(app: App): (scope: App) => void {
  const taken = new Map<string, Set<string>>();
  const note = (route: RouteOptions) => {
    const methods = taken.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) methods.add(method);
    taken.set(route.url, methods);
  };
  app.addHook('onRoute', note);
  return (scope) => {
    for (const [url, methods] of [...taken]) refuseOthers(scope, url, [...methods]);
  };
}

function refuseOthers(app: App, url: string, taken: readonly string[]): void {
  const others = app.supportedMethods.filter((method) => !taken.includes(method));
  app.route({
    method: others,
    url,
    schema: { hide: true },
    config: { permission: 'public' },
    exposeHeadRoute: false,
    // Before the body is read: what is refused need not arrive.
    onRequest: async (request, reply) => {
      if (url === '/*' && request.url.startsWith('/api/')) throw notFound(request);
      throw methodFault(request.method, [...taken].sort(), reply);
    },
    handler: async () => {},
  });
}

interface Headers {
  header(name: string, value: string): unknown;
}

/** METHOD_NOT_ALLOWED, with the methods that the address takes in the `Allow` header. */
export function methodFault(
  method: string,
  allowed: readonly string[],
  reply: Headers,
): RadarError {
  reply.header('allow', allowed.join(', '));
  return new RadarError('METHOD_NOT_ALLOWED', `This address does not take ${method}.`, {
    hint: `It takes ${allowed.join(' and ')}.`,
  });
}

/** NOT_FOUND for an address at which nothing is. */
export function notFound(request: { readonly method: string; readonly url: string }): RadarError {
  const path = request.url.split('?', 1)[0];
  return new RadarError('NOT_FOUND', `There is nothing at ${request.method} ${path}.`, {
    hint: 'The API is described at /api/openapi.json.',
  });
}
