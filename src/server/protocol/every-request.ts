import type { ServerResponse } from 'node:http';
import { RadarError } from '../../core/index.ts';
import type { Limits } from '../limits.ts';
import type { App, ServerParts } from '../parts.ts';
import { limitBody } from './body-deadline.ts';
import type { Drain } from './drain.ts';
import { setFixedHeaders } from './headers.ts';
import { guardHost } from './host-guard.ts';
import { measure } from './measure.ts';
import { guardOrigin } from './origin-guard.ts';
import { checkQueryEncoding } from './query.ts';

export interface RequestOptions {
  /** Knows the answers under way. */
  readonly drain: Drain;
  /** Answer only requests for this machine by name. */
  readonly loopbackOnly: boolean;
  readonly limits: Limits;
}

/** What happens to every request, whatever its address. */
export function everyRequest(
  app: App,
  parts: Pick<ServerParts, 'metrics' | 'log'>,
  options: RequestOptions,
): void {
  const { drain, loopbackOnly, limits } = options;
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw;
    if (drain.isFlooded(socket)) {
      socket.destroy();
      return reply.hijack();
    }
    await drain.enter(socket, reply.raw);
    // The connection went while others were worked on: nobody can be told, and Node has let go of the body.
    if (socket.destroyed) return reply.hijack();
    limitBody(request, reply, { ms: limits.requestMs, drain });
    if (loopbackOnly) guardHost(request);
    guardOrigin(request);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new RadarError('REQUEST_INVALID', 'The request has no Host header.');
    }
    checkQueryEncoding(request);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    setFixedHeaders(reply);
    if (drain.draining) reply.header('connection', 'close');
    const unhurried = request.routeOptions.config.unhurried === true;
    cutSlowReader(reply.raw, limits.answerMs, unhurried ? 'while-it-rests' : 'in-all');
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => measure(parts, request, reply));
}

/**
 * A client that does not take its answer must not hold the memory of it for ever. One of any length may
 * take as long as it likes, but not rest for so long.
 */
function cutSlowReader(
  answer: ServerResponse,
  ms: number,
  limit: 'in-all' | 'while-it-rests',
): void {
  let before = -1;
  const timer = setInterval(() => {
    const sent = answer.socket?.bytesWritten ?? 0;
    if (limit === 'in-all' || sent === before) answer.destroy();
    before = sent;
  }, ms);
  timer.unref();
  answer.once('close', () => clearInterval(timer));
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the answer is of any length, and may take as long as the client reads. */
    readonly unhurried?: boolean;
  }
}
