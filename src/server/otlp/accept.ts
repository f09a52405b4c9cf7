import type { Clock } from '../../core/index.ts';
import {
  OTLP_RECEIVER,
  type OtlpBody,
  OtlpFault,
  type OtlpRecords,
  type OtlpRequest,
  type OtlpSignal,
  otlpBatch,
  readOtlp,
  SIGNALS,
  unreadableLetter,
  type WriteBatch,
  type Writer,
} from '../../ingest/index.ts';
import type { Metrics } from '../../observe/index.ts';
import { committed } from '../routes/ingest/index.ts';

/** Senders give up after 10 seconds; before that they are to be told that they shall come again. */
const COMMIT_MS = 8_000;

export interface AcceptParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly writer: Pick<Writer, 'write'>;
  readonly commitMs?: number;
}

/** What became of a request that could be read. */
export interface AcceptOutcome {
  /** Records in the request. */
  readonly count: number;
  /** Those that were not stored. */
  readonly refused: number;
  /** Why, in a sentence; empty where all were stored. */
  readonly message: string;
}

/**
 * Stores what a request holds, by whatever transport it came, and resolves after the commit. Records
 * that are refused become dead letters in the same transaction, as does a request that cannot be read;
 * then it throws `OtlpFault`. Throws what `write` throws, and DATABASE_UNREACHABLE where the commit
 * takes longer than the sender waits.
 */
export async function acceptOtlp(
  parts: AcceptParts,
  signal: OtlpSignal,
  body: OtlpBody,
): Promise<AcceptOutcome> {
  const request: OtlpRequest = { signal, body, receivedAt: parts.clock.now() };
  let records: OtlpRecords;
  try {
    records = readOtlp(signal, body, request.receivedAt);
  } catch (fault) {
    if (fault instanceof OtlpFault)
      await write(parts, { rows: {}, deadLetters: [unreadableLetter(request, fault)] });
    throw fault;
  }
  if (records.count === 0) return { count: 0, refused: 0, message: '' };
  const outcome = await write(parts, otlpBatch(request, records));
  countLetterless(parts.metrics, records);
  const refusedRows = outcome[records.dataset]?.refused ?? [];
  const refused = refusedRows.length + records.refused.length;
  const first = records.refused[0] ?? refusedRows[0];
  const { count } = records;
  if (first === undefined) return { count, refused, message: '' };
  const message = `${refused} of ${count} ${SIGNALS[signal].records} were refused. The first: ${first.message}.`;
  return { count, refused, message };
}

/** The writer counts dead letters; here are those for which the one of the whole request stands. */
function countLetterless(metrics: Metrics, { dataset, refused, originalOf }: OtlpRecords): void {
  for (const { record, reason } of refused) {
    if (originalOf(record) !== undefined) continue;
    metrics.refusals.inc({ dataset, receiver: OTLP_RECEIVER, reason });
  }
}

function write({ writer, commitMs = COMMIT_MS }: AcceptParts, batch: WriteBatch) {
  return committed(writer.write(batch), commitMs);
}
