import { type Dataset, timeOf } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Retentions, writableWindow } from '../../database/index.ts';
import type { RefusedRow } from './batch.ts';
import type { Part, Refused } from './group.ts';
import type { Candidate, Shape } from './values/index.ts';

/** What decides how old a row may be. */
export interface Moment {
  readonly now: Instant;
  readonly retentions: Retentions;
}

/** The part without the rows that are older than their dataset is kept, or of the far future. */
export function withinWindow(part: Part, moment: Moment): Part {
  const time = moment.retentions.slicing(part.shape.dataset);
  if (time === undefined) return part;
  const { from, to } = writableWindow(time, moment.now);
  const instantOf = instantReader(part.shape);
  return divide(part, (candidate) => {
    const instant = instantOf(candidate);
    if (instant >= from && instant <= to) return undefined;
    const told = `${time.column} ${formatInstant(instant)} is`;
    if (instant > to) {
      return {
        field: time.column,
        reason: 'too_new',
        message: `${told} more than a day in the future`,
      };
    }
    const { dataset } = part.shape;
    const kept = `${keptText(time.retentionDays)} that ${dataset.name} keeps${choiceText(dataset, moment)}`;
    return { field: time.column, reason: 'too_old', message: `${told} older than the ${kept}` };
  });
}

/** Takes rows for which a reason is told out of a part. */
export function divide(
  part: Part,
  reasonOf: (candidate: Candidate) => Omit<RefusedRow, 'index'> | undefined,
): Part {
  const rows: Candidate[] = [];
  const refused: Refused[] = [...part.refused];
  for (const candidate of part.rows) {
    const { caller, index } = candidate;
    const reason = reasonOf(candidate);
    if (reason === undefined) rows.push(candidate);
    else refused.push({ caller, row: { index, ...reason } });
  }
  return { ...part, rows, refused };
}

/** Reads the time of a row of a hypertable. */
export function instantReader(shape: Shape): (candidate: Candidate) => Instant {
  const column = timeOf(shape.dataset)?.column ?? '';
  const place = shape.names.indexOf(column);
  return ({ values }) => values[place] as Instant;
}

function keptText(days: number): string {
  return Number.isInteger(days) ? `${days} days` : `${Math.round(days * 24)} hours`;
}

/** Says whose choice it was, since this process may have been configured otherwise. */
function choiceText(dataset: Dataset, { retentions }: Moment): string {
  const chosen = retentions.chosen(dataset);
  if (chosen === undefined) return '';
  return `, as ${chosen.actor} chose at ${formatInstant(chosen.changedAt)}`;
}
