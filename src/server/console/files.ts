import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../parts.ts';

/** Names under /assets/ carry a hash of their content, so they never change. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** Declares the files of the console; false where it was not built. */
export function consoleFiles(app: App, folder: string | null): boolean {
  if (folder === null || !existsSync(join(folder, 'index.html'))) return false;
  const assets = join(folder, 'assets', '/');
  // Pages hold no data; what they show is asked of the API.
  app.addHook('onRoute', (route) => {
    if (route.url === '/*') route.config = { permission: 'public', ...route.config };
  });
  app.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    acceptRanges: false,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(assets) ? IMMUTABLE : 'no-cache');
    },
  });
  return true;
}

/** Whether a browser opens a page: then the console, whose address is its state, answers. */
export function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    (headers.accept ?? '').includes('text/html') &&
    !/^\/(api|assets)(\/|\?|$)/.test(url)
  );
}

/** What a browser sees where the console was not built. No style: the policy forbids inline ones. */
export function noConsolePage(reply: FastifyReply): void {
  reply.code(404).type('text/html; charset=utf-8').send(NO_CONSOLE);
}

const NO_CONSOLE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>radarstore</title>
<h1>radarstore is running, without its console</h1>
<p>The console was not built. Run <code>npm run build</code>, then start radarstore again.</p>
<p>The API answers: <a href="/readyz">/readyz</a>, <a href="/api/devices">/api/devices</a>;
it is described at <a href="/api/openapi.json">/api/openapi.json</a>.</p>
</html>
`;
