import { setImmediate as nextTurn } from 'node:timers/promises';
import { CATALOGUE, type DatasetName } from '../../catalogue/index.ts';
import { datasetsOf, type RefusedRow, type WriteBatch } from './batch.ts';
import {
  type Candidate,
  type Checked,
  checkRows,
  type Shape,
  shapeOf,
  sortByKey,
} from './values/index.ts';

/** Batches that are stored in one transaction, in the order of their arrival. */
export interface Group {
  readonly batches: readonly WriteBatch[];
  /** The rows of all, checked, by dataset in the order of the catalogue. */
  readonly parts: readonly Part[];
}

/** The rows of one dataset. */
export interface Part {
  readonly shape: Shape;
  /** In the order of their keys. */
  readonly rows: readonly Candidate[];
  readonly refused: readonly Refused[];
}

/** A refused row, and whose it is: the place of the batch in its group. */
export interface Refused {
  readonly caller: number;
  readonly row: RefusedRow;
}

/** Rows that are checked before others get a turn: less than a millisecond's work. */
const TURN_ROWS = 250;

const ORDER = new Map(Object.keys(CATALOGUE).map((name, place) => [name, place]));

/** Checks and sorts the rows of batches, with pauses in which transactions that are under way go on. */
export async function checkGroup(batches: readonly WriteBatch[]): Promise<Group> {
  const parts = new Map<DatasetName, Checked>();
  let sincePause = 0;
  for (const [caller, batch] of batches.entries()) {
    for (const [name, rows] of datasetsOf(batch.rows)) {
      const part = parts.get(name) ?? { rows: [], refused: [] };
      parts.set(name, part);
      for (let from = 0; from < rows.length; from += TURN_ROWS) {
        const to = Math.min(from + TURN_ROWS, rows.length);
        checkRows(part, shapeOf(name), { caller, rows, from, to });
        sincePause += to - from;
        if (sincePause < TURN_ROWS) continue;
        sincePause = 0;
        await nextTurn();
      }
    }
  }
  const ordered = [...parts].sort(([a], [b]) => placeOf(a) - placeOf(b));
  return {
    batches,
    parts: ordered.map(([name, { rows, refused }]) => {
      const shape = shapeOf(name);
      return { shape, rows: sortByKey(shape, rows), refused };
    }),
  };
}

/** The order in which the datasets of a transaction are written: the same in every process. */
export const placeOf = (name: DatasetName): number => ORDER.get(name) ?? 0;
