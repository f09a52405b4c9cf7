import type { NewRow } from '../../catalogue/index.ts';
import type { DeviceImportReport } from '../../contract/index.ts';
import type { Instant } from '../../core/index.ts';
import {
  type DatasetOutcome,
  OBSERVATION_SHAPE,
  type Origin,
  RecordFault,
} from '../../ingest/index.ts';
import { csvLines, type ImportLine, jsonLines } from './lines.ts';
import { importReader } from './record.ts';

export interface ImportOptions {
  readonly format: 'ndjson' | 'csv';
  readonly receivedAt: Instant;
  /** Network partition of lines that name none. */
  readonly partition?: string | undefined;
  /** Reads and checks every line, and stores nothing. */
  readonly dryRun: boolean;
  /** Partitions to which whoever imports is confined; null: all. */
  readonly partitions: readonly string[] | null;
  /** Stores observations with their fold; resolves after the commit. */
  store(rows: readonly NewRow<'device_updates'>[], origin: Origin): Promise<DatasetOutcome>;
  /** Told how many lines are done, now and then. */
  progress?(lines: number): void;
}

/** Observations of one transaction, and lines that are held at a time. */
const BATCH_LINES = 1_000;
const MOST_REJECTED = 1_000;

type Rejected = DeviceImportReport['rejected'][number];

/**
 * Imports devices as observations of source `manual`, one a line. A line that cannot be one is refused
 * alone, by its number. Throws what `store` does; batches before that are stored, and may come again.
 */
export async function importDevices(
  source: AsyncIterable<Buffer>,
  options: ImportOptions,
): Promise<DeviceImportReport> {
  const lines = options.format === 'csv' ? csvLines(source) : jsonLines(source);
  const read = importReader({
    receivedAt: options.receivedAt,
    partition: options.partition ?? only(options.partitions),
  });
  const report = {
    dry_run: options.dryRun,
    lines: 0,
    accepted: 0,
    duplicates: 0,
    rejected_count: 0,
  };
  const rejected: Rejected[] = [];
  const reject = (one: Rejected) => {
    report.rejected_count += 1;
    if (rejected.length < MOST_REJECTED) rejected.push(one);
  };
  let batch: { readonly line: number; readonly row: NewRow<'device_updates'> }[] = [];
  const flush = async () => {
    const sent = batch;
    batch = [];
    if (sent.length === 0) return;
    const outcome = await storeBatch(sent, options);
    report.accepted += outcome.stored;
    report.duplicates += outcome.duplicate + outcome.conflict;
    for (const { index, field, reason, message } of outcome.refused) {
      reject({ line: sent[index]?.line ?? 0, field, code: reason, message });
    }
    options.progress?.(report.lines);
  };
  for await (const one of lines) {
    report.lines += 1;
    const taken = take(one, read);
    if (taken instanceof RecordFault) {
      const { field, reason: code, message } = taken;
      reject({ line: one.line, field, code, message });
    } else batch.push({ line: one.line, row: taken });
    if (batch.length >= BATCH_LINES) await flush();
  }
  await flush();
  rejected.sort((a, b) => a.line - b.line);
  return { ...report, rejected };
}

/** Somebody who is confined to one partition means that one. */
const only = (partitions: readonly string[] | null): string | undefined =>
  partitions?.length === 1 ? partitions[0] : undefined;

function take(
  line: ImportLine,
  read: ReturnType<typeof importReader>,
): NewRow<'device_updates'> | RecordFault {
  if ('fault' in line) return line.fault;
  try {
    return read(line.record);
  } catch (fault) {
    if (fault instanceof RecordFault) return fault;
    throw fault;
  }
}

async function storeBatch(
  batch: readonly { readonly row: NewRow<'device_updates'> }[],
  { dryRun, receivedAt, store }: ImportOptions,
): Promise<DatasetOutcome> {
  if (dryRun) return { stored: batch.length, duplicate: 0, conflict: 0, refused: [] };
  const rows = batch.map(({ row }) => row);
  return store(rows, {
    receiver: 'http',
    receivedAt,
    contentType: 'application/json',
    original: (_dataset, index) => Buffer.from(JSON.stringify(recordOf(rows[index]))),
    attributes: () => ({ shape: OBSERVATION_SHAPE, time_unit: 'us' }),
  });
}

/** The observation as it could have been sent, so that its letter can be sent again. */
function recordOf(row: NewRow<'device_updates'> | undefined): object {
  const { observed_at, discovery_source, available, ...same } = { ...row } as {
    readonly [column: string]: unknown;
  };
  return { ...same, timestamp: observed_at, source: discovery_source, is_available: available };
}
