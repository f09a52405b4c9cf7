import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messageOf, RadarError } from '../../../core/index.ts';
import { readWhole } from './encoding.ts';
import type { Intake } from './intake.ts';
import { readEncoding } from './media.ts';

/** The body as it comes. Throws REQUEST_INVALID for a request that has none. */
export function bodyOf(request: FastifyRequest): Readable {
  const body = request.body as Readable | undefined;
  if (body === undefined) throw emptyFault();
  return body;
}

/** REQUEST_INVALID for a request that brings nothing. */
export const emptyFault = () =>
  new RadarError('REQUEST_INVALID', 'The body holds no record.', {
    hint: 'Send a JSON object a line, or an array of objects.',
  });

/**
 * Reads the whole body, unpacked, and works with it while its memory counts. Throws BODY_TOO_LARGE
 * for more than `limit` bytes, and QUEUE_FULL when requests under way hold too much together.
 */
export async function withBody<T>(
  intake: Intake,
  exchange: {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly limit: number;
    /** Whether the route unpacks it in a way of its own. */
    readonly packed?: true;
  },
  work: (body: Buffer) => Promise<T>,
): Promise<T> {
  const { request, reply, limit, packed } = exchange;
  const encoding = packed === true ? 'identity' : readEncoding(request, reply);
  const account = intake.budget.open();
  try {
    const body = await readWhole(bodyOf(request), {
      encoding,
      limit,
      hold: (bytes) => account.hold(bytes),
    });
    if (body.length === 0) throw emptyFault();
    return await work(body);
  } finally {
    account.close();
  }
}

/**
 * What came of the work, or undefined when the sender is gone, so that there is nobody to answer and
 * nothing of ours that failed.
 */
export async function unlessGone<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (fault) {
    // Node destroys it with its connection, even where all of it is here and waits to be read.
    if (request.raw.destroyed && !request.raw.readableEnded) {
      request.log.debug({ fault: messageOf(fault) }, 'a sender went away');
      reply.hijack();
      return undefined;
    }
    throw fault;
  }
}
