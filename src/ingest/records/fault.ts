/** Why a record did not become a row, beside what the writer itself refuses. */
export type RecordReason =
  /** It is no JSON, or no object. */
  | 'not_json'
  | 'duplicate_key'
  | 'too_deep'
  /** It is longer than the receiver takes. */
  | 'too_long'
  /** Its bytes are no UTF-8. */
  | 'bad_text'
  | 'unknown_field'
  /** The field is filled by the store itself. */
  | 'computed_field'
  /** A number stands for an instant, and nothing says its unit. */
  | 'unit_unknown'
  | 'not_finite'
  | 'missing_value'
  | 'bad_value'
  /** The whole body is no message of its protocol. */
  | 'undecodable'
  /** The body ended, or could not be unpacked, within it. */
  | 'cut_short';

/** Thrown while a record is read, and caught where records are counted. */
export class RecordFault extends Error {
  readonly reason: RecordReason;
  /** The field at fault; null where it is not one field. */
  readonly field: string | null;
  constructor(reason: RecordReason, message: string, field: string | null = null) {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}
