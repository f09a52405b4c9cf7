import type { ErrorBody } from '../../../src/contract/index.ts';

/** Why a request has no answer to show. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** `network`: the server was not reached; `answer`: it refused. */
  readonly kind: 'network' | 'answer';
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  /** Under which the server's log tells the cause. */
  readonly requestId: string | undefined;

  constructor(kind: Fault['kind'], body: ErrorBody) {
    super(body.message);
    this.kind = kind;
    this.status = body.status;
    this.code = body.code;
    this.hint = body.hint;
    this.requestId = body.request_id;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return this.kind === 'network' || this.status >= 500 || this.status === 429;
  }
}

/** The server was not reached. */
export function networkFault(): Fault {
  return new Fault('network', {
    status: 0,
    code: 'UNREACHABLE',
    message: 'The server does not answer.',
    hint: 'Check that radarstore is running. This page tries again by itself.',
  });
}

/** The server refused; its own sentence where it gave one. */
export function answerFault(status: number, body: unknown): Fault {
  if (isErrorBody(body)) return new Fault('answer', body);
  return new Fault('answer', {
    status,
    code: `HTTP_${status}`,
    message: `The server answered with status ${status} and without a reason.`,
  });
}

/** Whether a body is a refusal, as the contract writes it. */
export function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  );
}
