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
  let before: CheckedRow | undefined;
  for (let index = from; index < to; index++) {
    try {
      const row = rows[index] as Given;
      const values = checkRow(shape, row, before);
      before = { row, values };
      checked.rows.push({ values, caller, index });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      const { field, reason, message } = fault;
      checked.refused.push({ caller, row: { index, field, reason, message } });
    }
  }
}

type Given = { readonly [name: string]: unknown };

interface CheckedRow {
  readonly row: Given;
  readonly values: Values;
}

/**
 * The values of a row. Throws {@link Refusal}. An object that stood in the row before, such as the
 * attributes of the resource that sent both, is not made text once more; nobody can have changed it
 * in between.
 */
function checkRow({ names, checks }: Shape, row: Given, before?: CheckedRow): Values {
  const values = new Array<Value>(names.length);
  for (let place = 0; place < names.length; place++) {
    const name = names[place] as string;
    const given = row[name];
    values[place] =
      typeof given === 'object' && given !== null && before?.row[name] === given
        ? (before.values[place] as Value)
        : (checks[place] as Check)(given);
  }
  return values;
}
