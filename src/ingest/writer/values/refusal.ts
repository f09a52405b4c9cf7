import type { RefusalReason } from '../batch.ts';

/** Why a row cannot be stored. Thrown while a row is checked, and caught there. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  /** The column at fault. */
  readonly field: string;
  constructor(reason: RefusalReason, field: string, message: string) {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}

/** The refusal of a value of another kind than its column holds. */
export function notA(field: string, value: unknown, what: string): Refusal {
  const said =
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : typeof value;
  return new Refusal('bad_value', field, `${field} is ${said}, not ${what}`);
}
