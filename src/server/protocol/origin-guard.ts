import type { FastifyRequest } from 'fastify';
import { RadarError } from '../../core/index.ts';

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Against pages of other sites that post to this server through the browser of somebody who reaches
 * it: browsers name the site of the page, other clients do not. Throws ORIGIN_REFUSED.
 */
export function guardOrigin(request: FastifyRequest): void {
  if (SAFE.has(request.method)) return;
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new RadarError('ORIGIN_REFUSED', `A page of ${origin} may not send to this server.`, {
    hint: 'Send from the console of this server, or from a program.',
  });
}
