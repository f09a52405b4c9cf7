import {
  type ExportAnswer,
  encode,
  type Given,
  type OtlpFormat,
  type OtlpSignal,
  SIGNALS,
  toJson,
} from '../../ingest/index.ts';
import type { AcceptOutcome } from './accept.ts';

/** The answer to a request that was taken: nothing, or how many records were refused and why. */
export function answerBody(
  signal: OtlpSignal,
  { refused, message }: AcceptOutcome,
  format: OtlpFormat,
): Buffer {
  const { answer: type, rejected } = SIGNALS[signal];
  const answer: Given<ExportAnswer> =
    refused === 0 ? {} : { partialSuccess: { [rejected]: BigInt(refused), errorMessage: message } };
  if (format === 'protobuf') return Buffer.from(encode(type, answer));
  return Buffer.from(JSON.stringify(toJson(type, answer)));
}
