import { createHash } from 'node:crypto';
import type { DatasetName } from '../../src/catalogue/index.ts';
import type { DeadLetter, WriteBatch, WriteOutcome } from '../../src/ingest/index.ts';
import { datasetsOf } from '../../src/ingest/writer/batch.ts';
import { lettersOf } from '../../src/ingest/writer/letters.ts';
import { type Checked, checkRows, shapeOf } from '../../src/ingest/writer/values/index.ts';

/** What went through a writer. */
export interface Passed {
  /** Rows that were handed in, and what became of them. */
  rows: number;
  stored: number;
  duplicate: number;
  conflict: number;
  refused: number;
  /** Dead letters that the receiver brought, and those that refused rows became. */
  brought: number;
  refusedLetters: number;
}

const nothing = (): Passed => ({
  ...{ rows: 0, stored: 0, duplicate: 0, conflict: 0, refused: 0, brought: 0, refusedLetters: 0 },
});

export interface Ledger {
  write(batch: WriteBatch): Promise<WriteOutcome>;
  /** What went through since the last question, but for rows of datasets that are left out. */
  take(): Passed;
  /** Refused rows and dead letters by their reason. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Keys of the rows that are in a table now, by dataset; only where they are remembered. */
  readonly keys: ReadonlyMap<DatasetName, ReadonlySet<string>>;
  readonly letters: ReadonlySet<string>;
}

export interface LedgerOptions {
  readonly write: (batch: WriteBatch) => Promise<WriteOutcome>;
  /** Rows of these are of the store's own making, and no record of the sender's. */
  readonly besides?: readonly DatasetName[];
  /** Whether each key is remembered, to be compared with the tables. */
  readonly remembers: boolean;
}

/** Whether rows are of the store's own making: reports of services tell of their components as devices. */
export const isTold = (name: string, { rows }: WriteBatch): boolean =>
  name === 'device_updates' && rows.service_status !== undefined;

/** Stands between receivers and a writer, and keeps the books. */
export function createLedger({ write, besides = [], remembers }: LedgerOptions): Ledger {
  let passed = nothing();
  const reasons = new Map<string, number>();
  const keys = new Map<DatasetName, Set<string>>();
  const kept = new Set<string>();
  const note = (reason: string, message: string) => {
    if (reason === '' || message === '') throw new Error('a refusal has no reason');
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  };
  return {
    reasons,
    keys,
    letters: kept,
    async write(batch) {
      const outcome = await write(batch);
      const letters = lettersOf(batch, outcome);
      const left = new Set<string>();
      for (const [name, rows] of datasetsOf(batch.rows)) {
        const one = outcome[name] ?? { stored: 0, duplicate: 0, conflict: 0, refused: [] };
        const { stored, duplicate, conflict, refused } = one;
        if (stored < 0 || stored + duplicate + conflict + refused.length !== rows.length) {
          throw new Error(`${rows.length} rows of ${name} became ${JSON.stringify(one)}`);
        }
        for (const { reason, message } of refused) note(reason, message);
        if (remembers) remember(name, rows, new Set(refused.map(({ index }) => index)));
        if (isTold(name, batch) || besides.includes(name)) {
          left.add(name);
          continue;
        }
        passed.rows += rows.length;
        passed.stored += stored;
        passed.duplicate += duplicate;
        passed.conflict += conflict;
        passed.refused += refused.length;
      }
      const { deadLetters = [] } = batch;
      for (const { reason, message } of deadLetters) note(reason, message);
      passed.brought += deadLetters.length;
      const counted = (all: readonly DeadLetter[]) =>
        all.filter(({ dataset }) => dataset === null || !left.has(dataset));
      passed.refusedLetters += counted(letters).length - counted(deadLetters).length;
      if (remembers) for (const letter of letters) kept.add(identityOf(letter));
      return outcome;
    },
    take() {
      const before = passed;
      passed = nothing();
      return before;
    },
  };

  function remember(name: DatasetName, rows: readonly object[], refused: ReadonlySet<number>) {
    const shape = shapeOf(name);
    const places = shape.dataset.key.map((column) => shape.names.indexOf(column));
    const known = keys.get(name) ?? new Set();
    keys.set(name, known);
    const checked: Checked = { rows: [], refused: [] };
    checkRows(checked, shape, { caller: 0, rows, from: 0, to: rows.length });
    for (const { values, index } of checked.rows) {
      if (!refused.has(index)) known.add(JSON.stringify(places.map((at) => told(values[at]))));
    }
  }
}

function told(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

function identityOf({
  dataset,
  receiver,
  reason,
  field = null,
  original,
  attributes = {},
}: DeadLetter) {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([dataset, receiver, reason, field, sorted]))
    .update(original)
    .digest('base64');
}
