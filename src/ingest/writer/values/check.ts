import type { RefusedRow } from '../batch.ts';
import type { Candidate } from './fold.ts';
import { Refusal } from './refusal.ts';
import type { Shape } from './shape.ts';
import type { Check, Value, Values } from './value.ts';

/** What has been checked of the rows of one dataset. */
export interface Checked {
  readonly rows: Candidate[];
  readonly refused: { readonly caller: number; readonly row: RefusedRow }[];
}

/**
 * Checks the rows from `from` to before `to` against the catalogue, and adds them to `checked`. A row
 * that the dataset cannot take is refused with its reason and never reaches the server, so it cannot
 * fail its neighbours.
 */
export function checkRows(
  checked: Checked,
  shape: Shape,
  given: {
    readonly caller: number;
    readonly rows: readonly object[];
    readonly from: number;
    readonly to: number;
  },
): void {
  const { caller, rows, from, to } = given;
  for (let index = from; index < to; index++) {
    try {
      const values = checkRow(shape, rows[index] as object);
      checked.rows.push({ values, caller, index });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      const { field, reason, message } = fault;
      checked.refused.push({ caller, row: { index, field, reason, message } });
    }
  }
}

/** The values of a row. Throws {@link Refusal}. */
function checkRow({ names, checks }: Shape, row: object): Values {
  const given = row as { readonly [name: string]: unknown };
  const values = new Array<Value>(names.length);
  for (let place = 0; place < names.length; place++) {
    values[place] = (checks[place] as Check)(given[names[place] as string]);
  }
  return values;
}
