import { decode, type OtlpSignal, SIGNALS } from '../../../src/ingest/index.ts';
import type { Told } from '../receiver.ts';
import type { Handed } from '../watch.ts';

/** The records of a request of which so many were told to be refused. */
export function toldOf(
  rejected: number,
  handed: Handed | undefined,
): Pick<Told, 'records' | 'letterless'> {
  const { rows, brought, refused } = handed ?? { rows: 0, brought: 0, refused: 0 };
  const records = rows + rejected - refused;
  return { records, letterless: records - rows - brought };
}

/** How many records an answer in protobuf tells to be refused. */
export function rejectedIn(signal: OtlpSignal, answer: Uint8Array): number {
  const { answer: type, rejected } = SIGNALS[signal];
  return Number(decode(type, answer).partialSuccess?.[rejected] ?? 0n);
}
