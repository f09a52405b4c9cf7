import type { FastifyReply, FastifyRequest } from 'fastify';
import { AFTER_ANSWER_MS, answerUnparsed } from '../faults/index.ts';
import type { Drain } from './drain.ts';

/**
 * Cuts a request whose body does not arrive completely within `ms`. What comes of it after its answer is
 * dropped, so that a client which reads only when it has sent all still gets that answer, and those of
 * the requests behind it. Node's own limit holds for every
 * address alike, and the body of one that takes streams may come for hours.
 */
export function limitBody(
  request: FastifyRequest,
  reply: FastifyReply,
  { ms, drain }: { readonly ms: number; readonly drain: Drain },
): void {
  const { headers, raw } = request;
  const expects =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
  if (!expects) return;
  const cut = () => {
    if (hasArrived(request)) return;
    if (reply.raw.headersSent) raw.destroy();
    else {
      const fault = Object.assign(new Error(), { code: TOO_SLOW });
      drain.inTurn(raw.socket, () => answerUnparsed(fault, raw.socket));
    }
  };
  const streams = request.routeOptions.config.streams === true;
  let timer = streams ? undefined : setTimeout(cut, ms).unref();
  const end = () => clearTimeout(timer);
  reply.raw.once('finish', () => {
    end();
    if (hasArrived(request)) return;
    raw.resume();
    timer = setTimeout(cut, Math.min(ms, AFTER_ANSWER_MS)).unref();
  });
  raw.once('end', end).once('close', end);
}

/** Node's code for its own limit. */
const TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Whether the whole body is here. */
function hasArrived({ raw }: FastifyRequest): boolean {
  return raw.complete || raw.readableEnded;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the address reads its body as it comes, for as long as it comes. */
    readonly streams?: true;
  }
}
