/** Why a record becomes no row. */
export type RecordReason =
  /** An id is all zeroes where there must be one, or has another length than its kind. */
  | 'bad_id'
  | 'missing_time'
  | 'missing_value'
  /** A histogram whose counts do not fit its bounds. */
  | 'bad_value';

/** Thrown while a row is made of a record, and caught there: its neighbours are not touched. */
export class RecordFault extends Error {
  readonly reason: RecordReason;
  /** The column at fault. */
  readonly field: string;

  constructor(reason: RecordReason, field: string, message: string) {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}
