/** Why a record cannot become a row, as the dead letter names it. */
export type FormatReason =
  | 'not_json'
  | 'not_protobuf'
  /** It is not of the shape that its format has. */
  | 'bad_record'
  /** It has no bytes. */
  | 'empty';

/** Thrown for a record that its format cannot read; caught where the message came in. */
export class FormatFault extends Error {
  readonly reason: FormatReason;
  readonly field: string | null;
  constructor(reason: FormatReason, message: string, field: string | null = null) {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}
