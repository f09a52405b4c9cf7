import type { DatasetName } from '../../catalogue/index.ts';
import { RadarError } from '../../core/index.ts';
import { datasetsOf, type WriteBatch, type WriteOutcome } from './batch.ts';
import type { BatchSize, Size } from './size.ts';

/** A batch that waits or is being stored. */
export interface Entry {
  readonly batch: WriteBatch;
  readonly size: BatchSize;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (fault: RadarError) => void;
}

/** Batches that may share a transaction: those of the same datasets, or those with work alongside. */
export interface Line {
  readonly waiting: Entry[];
  /** Order of arrival of the first that waits. */
  since: number;
  /** What waits, without what is being stored. */
  rows: number;
  bytes: number;
  /** Transactions that are under way. */
  active: number;
  /** Set for a while after a transaction began, so that small batches gather. */
  resting: boolean;
  /** Work alongside is one batch's, and done in the order of arrival. */
  readonly single: boolean;
}

export interface QueueLimits {
  /** Over all datasets. */
  readonly all: Size;
  /** Of each dataset. */
  readonly dataset: Size;
  /** At which a transaction begins although others are under way, and which it does not exceed. */
  readonly batch: Size;
}

/** The batches that wait or are being stored, by line, with bounds. */
export interface Queue {
  /** Takes a batch. Throws QUEUE_FULL, and nothing is taken then. */
  add(entry: Entry): void;
  /** Forgets an entry that is done. */
  remove(entry: Entry): void;
  /** The line of which a transaction is to begin next; undefined while none is. */
  next(most: number, hurried: boolean): Line | undefined;
  /** Takes the entries of one transaction from a line. */
  take(line: Line): Entry[];
  /** Everything that waits to be taken. */
  takeAll(): Entry[];
  /** Of what waits or is being stored. */
  readonly total: Size;
  readonly byDataset: ReadonlyMap<DatasetName, Size>;
}

export function createQueue(limits: QueueLimits): Queue {
  const lines = new Map<string, Line>();
  const total = { rows: 0, bytes: 0 };
  const byDataset = new Map<DatasetName, { rows: number; bytes: number }>();
  let arrivals = 0;
  const account = (entry: Entry, sign: 1 | -1) => {
    addTo(total, entry.size, sign);
    for (const [name, size] of entry.size.datasets) {
      const known = byDataset.get(name) ?? { rows: 0, bytes: 0 };
      byDataset.set(name, known);
      addTo(known, size, sign);
    }
  };
  const ready = (line: Line, most: number, hurried: boolean) => {
    if (line.waiting.length === 0) return false;
    if (line.active === 0) return !line.resting || hurried || isFull(line, limits.batch);
    return !line.single && line.active < most && isFull(line, limits.batch);
  };
  return {
    total,
    byDataset,
    add(entry) {
      if (total.rows > 0 && exceeds(total, entry.size, limits.all)) throw fullFault(limits.all);
      for (const [name, size] of entry.size.datasets) {
        const known = byDataset.get(name);
        if (known !== undefined && known.rows > 0 && exceeds(known, size, limits.dataset)) {
          throw fullFault(limits.dataset, name);
        }
      }
      account(entry, 1);
      const line = lineOf(lines, entry.batch);
      if (line.waiting.length === 0) line.since = arrivals;
      arrivals += 1;
      line.waiting.push(entry);
      addTo(line, entry.size, 1);
    },
    remove: (entry) => account(entry, -1),
    next(most, hurried) {
      let first: Line | undefined;
      for (const line of lines.values()) {
        if (!ready(line, most, hurried)) continue;
        if (first === undefined || line.since < first.since) first = line;
      }
      return first;
    },
    take(line) {
      const taken: Entry[] = [];
      const size = { rows: 0, bytes: 0 };
      for (let entry = line.waiting[0]; entry !== undefined; entry = line.waiting[0]) {
        if (taken.length > 0 && (line.single || exceeds(size, entry.size, limits.batch))) break;
        line.waiting.shift();
        addTo(line, entry.size, -1);
        addTo(size, entry.size, 1);
        taken.push(entry);
      }
      line.since = arrivals; // those that are left wait for other lines once
      return taken;
    },
    takeAll: () => [...lines.values()].flatMap((line) => line.waiting.splice(0)),
  };
}

function lineOf(lines: Map<string, Line>, batch: WriteBatch): Line {
  const single = batch.alongside !== undefined;
  const names = datasetsOf(batch.rows).map(([name]) => name);
  const key = single ? 'alongside' : `rows of ${names.sort().join(' ')}`;
  let line = lines.get(key);
  if (line === undefined) {
    line = { waiting: [], since: 0, rows: 0, bytes: 0, active: 0, resting: false, single };
    lines.set(key, line);
  }
  return line;
}

function addTo(sum: { rows: number; bytes: number }, size: Size, sign: 1 | -1): void {
  sum.rows += sign * size.rows;
  sum.bytes += sign * size.bytes;
}

/** A batch larger than a whole queue is taken when the queue is empty: it is in memory anyway. */
function exceeds(known: Size, more: Size, limit: Size): boolean {
  return known.rows + more.rows > limit.rows || known.bytes + more.bytes > limit.bytes;
}

const isFull = (line: Size, batch: Size) => line.rows >= batch.rows || line.bytes >= batch.bytes;

function fullFault(limit: Size, dataset?: DatasetName): RadarError {
  const which = dataset === undefined ? 'The write queue' : `The write queue of ${dataset}`;
  return new RadarError(
    'QUEUE_FULL',
    `${which} is full (${limit.rows} rows or ${limit.bytes} bytes).`,
    { hint: 'Send it again later.' },
  );
}
