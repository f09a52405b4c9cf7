import type { NewRow } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { type OtlpBody, readBody } from './body.ts';
import { originalsOf } from './originals.ts';
import type { RefusedRecord } from './rows/index.ts';
import { type OtlpDataset, type OtlpSignal, SIGNALS } from './signal.ts';

/** What a request holds. */
export interface OtlpRecords {
  readonly dataset: OtlpDataset;
  readonly rows: readonly NewRow<OtlpDataset>[];
  /** Records that became no row. */
  readonly refused: readonly RefusedRecord[];
  /** How many records the request has. */
  readonly count: number;
  /** The record of a row as a request of its own; see {@link OtlpRecords.originalOf}. */
  originalOfRow(row: number): Uint8Array | undefined;
  /**
   * A record as a request of its own, for a dead letter. Undefined where dead letters would outgrow
   * the request; one given before then is the whole request.
   */
  originalOf(record: number): Uint8Array | undefined;
}

/**
 * Makes rows of an OTLP request. A record that cannot become one is refused alone. `receivedAt` is
 * the time of logs that have none. Throws `OtlpFault` where the request cannot be read.
 */
export function readOtlp(signal: OtlpSignal, body: OtlpBody, receivedAt: Instant): OtlpRecords {
  const { dataset, request: type, path, rows: makeRows } = SIGNALS[signal];
  const { rows, records, refused, count } = makeRows(readBody(type, body), receivedAt);
  const originals = originalsOf(body, { type, path, count });
  return {
    dataset,
    rows,
    refused,
    count,
    originalOfRow: (row) => originals.of(records[row] ?? -1),
    originalOf: (record) => originals.of(record),
  };
}
