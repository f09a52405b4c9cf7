import type { InjectOptions, RouteOptions } from 'fastify';
import type { App } from '../../../src/server/index.ts';

/** A route as it is declared, HEAD left out where GET stands beside it. */
export interface DeclaredRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly permission: string | undefined;
  readonly honoursPartitions: boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Notes every route that is declared on a server from now on, but for refusals of methods. */
export function noteRoutes(app: Pick<App, 'addHook'>): DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.addHook('onRoute', ({ method, url, schema, config }: RouteOptions) => {
    if (schema?.hide === true) return;
    for (const one of METHODS) {
      if (![method].flat().includes(one)) continue;
      routes.push({
        method: one,
        url,
        permission: config?.permission,
        honoursPartitions: config?.partitions === 'honoured',
      });
    }
  });
  return routes;
}

/** A request to a route; ids in its address are those of nothing. */
export function requestTo({ method, url }: DeclaredRoute, id = 'nothing'): InjectOptions {
  const address = url.replaceAll(/:\w+/g, encodeURIComponent(id)).replace('*', 'index.html');
  const takesBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  return { method, url: address, ...(takesBody ? { payload: {} } : {}) };
}
