import type { RadarError } from '../../core/index.ts';
import {
  encode,
  type Given,
  type OtlpFormat,
  RETRY_INFO_URL,
  RetryInfo,
  RpcStatus,
  toJson,
} from '../../ingest/index.ts';

/** Seconds after which a sender may try again. */
export const RETRY_SECONDS = 5;

/** Codes of gRPC that this receiver answers with. */
const CODES = {
  invalid: 3,
  notFound: 5,
  denied: 7,
  exhausted: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Why a request was not taken, as OTLP tells it. */
export interface Problem {
  /** Of gRPC. */
  readonly code: number;
  /** Of HTTP. */
  readonly status: number;
  readonly message: string;
  /** Whether the sender is asked to send the same again. */
  readonly again: boolean;
}

/** What OTLP says for an error. */
export function problemOf(error: RadarError): Problem {
  const { status, sentence: message } = error;
  // What OTLP takes as a reason to try again, beside 502 and 504.
  const again = status === 429 || status === 503;
  return { code: codeOf(status), status, message, again };
}

function codeOf(status: number): number {
  if (status === 429) return CODES.exhausted;
  if (status === 503) return CODES.unavailable;
  if (status === 404) return CODES.notFound;
  if (status === 401) return CODES.unauthenticated;
  if (status === 403) return CODES.denied;
  return status < 500 ? CODES.invalid : CODES.internal;
}

function statusOf({ code, message, again }: Problem): Given<RpcStatus> {
  const retryDelay = { seconds: BigInt(RETRY_SECONDS) };
  const details = again
    ? [{ typeUrl: RETRY_INFO_URL, value: encode(RetryInfo, { retryDelay }) }]
    : [];
  return { code, message, details };
}

/** google.rpc.Status as protobuf; with a retry info where the sender shall come again. */
export function statusBytes(problem: Problem): Buffer {
  return Buffer.from(encode(RpcStatus, statusOf(problem)));
}

/** The body of an answer over HTTP. Details have no JSON form that all senders know. */
export function statusBody(problem: Problem, format: OtlpFormat): Buffer {
  if (format === 'protobuf') return statusBytes(problem);
  const { code, message } = problem;
  return Buffer.from(JSON.stringify(toJson(RpcStatus, { code, message })));
}
