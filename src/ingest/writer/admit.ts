import { type Column, type Dataset, timeOf, writableColumns } from '../../catalogue/index.ts';
import { formatInstant, type Instant, repairText } from '../../core/index.ts';
import { writableWindow } from '../../database/index.ts';
import type { RefusalReason, RefusedRow } from './batch.ts';

/** A row as parameters of the insert, in the order of the writable columns. */
export type EncodedRow = readonly (string | number | boolean | null)[];

export interface Admitted {
  readonly rows: readonly EncodedRow[];
  readonly refused: readonly RefusedRow[];
}

class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Checks rows against the catalogue and turns them into parameters. A row that the dataset cannot
 * take is refused with its reason and never reaches the server, so it cannot fail its neighbours.
 */
export function admit(dataset: Dataset, rows: readonly object[], now: Instant): Admitted {
  const columns = writableColumns(dataset);
  const encoded: EncodedRow[] = [];
  const refused: RefusedRow[] = [];
  rows.forEach((row, index) => {
    try {
      checkWindow(dataset, row, now);
      encoded.push(columns.map(([name, column]) => encode(name, column, fieldOf(row, name))));
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      refused.push({ index, reason: fault.reason, message: fault.message });
    }
  });
  return { rows: encoded, refused };
}

function fieldOf(row: object, name: string): unknown {
  return (row as { readonly [name: string]: unknown })[name];
}

function checkWindow(dataset: Dataset, row: object, now: Instant): void {
  const time = timeOf(dataset);
  const instant = time === undefined ? undefined : fieldOf(row, time.column);
  if (time === undefined || typeof instant !== 'number') return;
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

function encode(name: string, column: Column, value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) {
    if (column.nullable) return null;
    throw new Refusal('missing_value', `${name} has no value`);
  }
  switch (column.type) {
    case 'timestamp with time zone':
      return formatInstant(wholeNumber(name, value));
    case 'integer':
    case 'bigint':
      return typeof value === 'bigint' ? value.toString() : wholeNumber(name, value);
    case 'real':
    case 'double precision':
      return finiteNumber(name, value);
    case 'boolean':
      return value === true;
    case 'text':
      return repairText(String(value));
    case 'text[]':
      return textArray((value as readonly string[]).map(repairText));
    case 'jsonb':
      return repairJson(value);
    case 'bytea':
      return `\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
  }
}

function finiteNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Refusal('not_finite', `${name} is ${String(value)}, not a finite number`);
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new Refusal('bad_value', `${name} is ${String(value)}, not a whole number`);
}

/** Arrays travel inside an array of rows, where PostgreSQL would flatten them; so as literals. */
function textArray(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** jsonb refuses NUL and lone surrogates even in their escaped form. */
function repairJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? repairText(member) : member,
  );
}
