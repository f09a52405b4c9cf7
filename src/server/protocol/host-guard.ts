import type { FastifyRequest } from 'fastify';
import { RadarError } from '../../core/index.ts';
import { isLoopback } from '../http-address.ts';

/**
 * Against DNS rebinding: a page of a foreign site may point its own name at 127.0.0.1 and then read
 * what the browser lets it read of its "own" site. Its requests still carry the foreign name. For
 * a server that listens on loopback only. Throws HOST_REFUSED.
 */
export function guardHost(request: FastifyRequest): void {
  const host = request.headers.host;
  // HTTP/1.0 clients may leave the name out; no browser does.
  if (host === undefined || host === '') return;
  const url = `http://${host}`;
  if (URL.canParse(url) && isLoopback(new URL(url).hostname)) return;
  throw new RadarError('HOST_REFUSED', `This server does not answer for "${host}".`, {
    hint: 'It listens on this machine alone: use http://localhost, or start it with --http-host for others.',
  });
}
