import { type Dataset, timeOf, writableColumns } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { writableWindow } from '../../database/index.ts';
import type { RefusedRow } from './batch.ts';
import { type Encoded, encode, Refusal } from './encode.ts';

/** A row that the dataset can take. */
export interface AdmittedRow {
  /** Position in the rows that were handed in. */
  readonly index: number;
  /** Parameters of the insert, in the order of the writable columns. */
  readonly values: readonly Encoded[];
}

export interface Admitted {
  readonly rows: readonly AdmittedRow[];
  readonly refused: readonly RefusedRow[];
}

/**
 * Checks rows against the catalogue and turns them into parameters. A row that the dataset cannot
 * take is refused with its reason and never reaches the server, so it cannot fail its neighbours.
 */
export function admit(dataset: Dataset, rows: readonly object[], now: Instant): Admitted {
  const columns = writableColumns(dataset);
  const admitted: AdmittedRow[] = [];
  const refused: RefusedRow[] = [];
  rows.forEach((row, index) => {
    try {
      const values = columns.map(([name, column]) => encode(name, column, fieldOf(row, name)));
      checkWindow(dataset, row, now);
      admitted.push({ index, values });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      refused.push({ index, reason: fault.reason, message: fault.message });
    }
  });
  return { rows: admitted, refused };
}

function fieldOf(row: object, name: string): unknown {
  return (row as { readonly [name: string]: unknown })[name];
}

/** Comes after encoding, which makes sure that the time is an instant. */
function checkWindow(dataset: Dataset, row: object, now: Instant): void {
  const time = timeOf(dataset);
  if (time === undefined) return;
  const instant = Number(fieldOf(row, time.column));
  const window = writableWindow(time, now);
  if (instant < window.from) {
    const message = `${time.column} ${formatInstant(instant)} is older than the ${time.retentionDays} days that ${dataset.name} keeps`;
    throw new Refusal('too_old', message);
  }
  if (instant > window.to) {
    const message = `${time.column} ${formatInstant(instant)} is more than a day in the future`;
    throw new Refusal('too_new', message);
  }
}
