import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorBody } from '../../contract/index.ts';
import { messageOf, type RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { nameFault } from './name-fault.ts';

/** Seconds after which a client may try again. */
const RETRY_AFTER_SECONDS = 5;

/** The one body of every answer that is not a success. */
export function errorBody(error: RadarError, requestId?: string): ErrorBody {
  return {
    status: error.status,
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

/** Answers a request with the error that a fault means, and logs what only an operator can mend. */
export function answerFault(
  log: Logger,
  fault: unknown,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): void {
  const { request, reply } = exchange;
  const error = nameFault(fault);
  const internal = error.code === 'INTERNAL';
  const { id, method, url } = request;
  if (internal) {
    const { cause } = error;
    const stack = cause instanceof Error ? cause.stack : undefined;
    log.error({ request_id: id, method, url, fault: messageOf(cause), stack }, 'a request failed');
  } else if (error.status >= 500) {
    const why = messageOf(error.cause ?? error);
    log.warn({ method, url, code: error.code, fault: why }, 'a request was not answered');
  }
  const again = error.retryable && error.status >= 429 && !reply.hasHeader('retry-after');
  if (again) reply.header('retry-after', RETRY_AFTER_SECONDS);
  reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .send(errorBody(error, internal ? id : undefined));
}
