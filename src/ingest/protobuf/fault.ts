/** Why a message cannot be read. */
export type ProtobufFaultKind =
  /** The bytes are no such message: cut off, or of another type. */
  | 'malformed'
  /** A text is no UTF-8. */
  | 'bad_text'
  /** A value of the JSON form is of the wrong type or out of range. */
  | 'bad_value'
  | 'too_large'
  | 'too_deep'
  | 'too_many';

/** Thrown by the decoders. The message names the field and, of bytes, the position. */
export class ProtobufFault extends Error {
  readonly kind: ProtobufFaultKind;
  /** The field at fault, from the outermost message inwards: `resourceLogs.scopeLogs.scope`. */
  readonly path: string;
  /** Index of the byte at which reading stopped; undefined in the JSON form. */
  readonly position: number | undefined;

  constructor(kind: ProtobufFaultKind, what: string, at: FaultPlace) {
    super([at.path, what].filter((part) => part !== '').join(': ') + placeText(at.position));
    this.kind = kind;
    this.path = at.path;
    this.position = at.position;
  }
}

export interface FaultPlace {
  readonly path: string;
  readonly position?: number | undefined;
}

const placeText = (position: number | undefined) =>
  position === undefined ? '' : ` at byte ${position}`;
