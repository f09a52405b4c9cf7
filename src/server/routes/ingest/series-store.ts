import type { Instant } from '../../../core/index.ts';
import type { DatasetOutcome, DeadLetter, WrittenSeries } from '../../../ingest/index.ts';
import type { Intake } from './intake.ts';
import { storeBatch } from './store.ts';

/** What became of a remote write. */
export interface Written {
  readonly version: 1 | 2;
  /** Samples that are safe. */
  readonly samples: number;
  readonly histograms: number;
  /** Samples and histograms that were refused. */
  readonly refused: number;
  /** Why the first of them was. */
  readonly example: string | undefined;
}

const RECEIVER = 'remote-write';
const DATASET = 'timeseries_metrics';
const CONTENT_TYPE = 'application/x-protobuf;proto=prometheus.WriteRequest';

/** Rows of one transaction. */
const BATCH_ROWS = 5_000;

/** Stores the series of a request, and counts what no row became of. */
export async function storeSeries(
  intake: Intake,
  request: {
    readonly series: WrittenSeries;
    readonly version: 1 | 2;
    readonly receivedAt: Instant;
  },
): Promise<Written> {
  const { series, version, receivedAt } = request;
  const { rows, rejected, stale, exemplars, histogramRows } = series;
  const { remoteWriteLeftOut } = intake.parts.metrics;
  const refusedRows = new Set<number>();
  let example = rejected[0]?.fault.message;
  for (let from = 0; from === 0 || from < rows.length; from += BATCH_ROWS) {
    const batch = rows.slice(from, from + BATCH_ROWS);
    const letters = from === 0 ? lettersOf(rejected, receivedAt) : [];
    if (batch.length + letters.length === 0) break;
    const outcome = await storeBatch(intake, {
      rows: { [DATASET]: batch },
      origin: {
        receiver: RECEIVER,
        receivedAt,
        contentType: CONTENT_TYPE,
        original: (_dataset, index) => series.original(from + index),
      },
      deadLetters: letters,
    });
    const { refused = [] } = outcome[DATASET] ?? ({} as Partial<DatasetOutcome>);
    example ??= refused[0]?.message;
    for (const { index } of refused) refusedRows.add(from + index);
  }
  remoteWriteLeftOut.inc({ kind: 'stale' }, stale);
  remoteWriteLeftOut.inc({ kind: 'exemplar' }, exemplars);
  return { version, example, ...countsOf(rows.length, histogramRows, { refusedRows, rejected }) };
}

/** A histogram is one, though it has two rows; it is safe when both are. */
function countsOf(
  rows: number,
  histogramRows: ReadonlySet<number>,
  {
    refusedRows,
    rejected,
  }: { readonly refusedRows: ReadonlySet<number> } & Pick<WrittenSeries, 'rejected'>,
): Pick<Written, 'samples' | 'histograms' | 'refused'> {
  let samples = 0;
  let histograms = 0;
  let refused = rejected.reduce((sum, { count }) => sum + count, 0);
  for (let row = 0; row < rows; row++) {
    const histogram = histogramRows.has(row);
    const lost = refusedRows.has(row) || (histogram && refusedRows.has(row + 1));
    if (lost) refused += 1;
    else if (histogram) histograms += 1;
    else samples += 1;
    if (histogram) row += 1;
  }
  return { samples, histograms, refused };
}

function lettersOf(rejected: WrittenSeries['rejected'], receivedAt: Instant): DeadLetter[] {
  return rejected.map(({ fault: { reason, field, message }, original }) => ({
    dataset: DATASET,
    receiver: RECEIVER,
    receivedAt,
    reason,
    message,
    field,
    original,
    contentType: CONTENT_TYPE,
  }));
}
