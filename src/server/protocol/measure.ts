import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger, Metrics } from '../../observe/index.ts';

/** Requests that the handler of unknown addresses took, whatever pattern led there. */
const unmatched = new WeakSet<FastifyRequest>();

export function markUnmatched(request: FastifyRequest): void {
  unmatched.add(request);
}

/**
 * Counts an answered request by the pattern of its route, never by its address, of which there is
 * no end.
 */
export function measure(
  parts: { readonly metrics: Metrics; readonly log: Logger },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const pattern = unmatched.has(request) ? undefined : request.routeOptions.url;
  const labels = {
    method: request.method,
    route: pattern ?? 'unmatched',
    status: String(reply.statusCode),
  };
  parts.metrics.httpSeconds.observe(labels, reply.elapsedTime / 1_000);
  parts.log.debug({ ...labels, ms: Math.round(reply.elapsedTime) }, 'answered a request');
}
