/** Thrown where a request cannot be read at all. */
export class OtlpFault extends Error {
  /** Why, as a code: `malformed`, `not_json`, `duplicate_key`, `too_deep`, `too_many`, … */
  readonly reason: string;

  constructor(reason: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}
