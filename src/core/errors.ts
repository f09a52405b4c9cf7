import { ERROR_KINDS, type ErrorCode } from './error-codes.ts';

export interface ErrorOptions {
  /** What the reader should do next: a sentence or a command. */
  readonly hint?: string;
  /** The fault that led here. */
  readonly cause?: unknown;
}

/**
 * The one error class. `message` says what happened and to which object; `hint` says what to do.
 * Anything else that is thrown is a fault of ours and becomes `INTERNAL`.
 */
export class RadarError extends Error {
  override readonly name = 'RadarError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  /** HTTP status that belongs to the code. */
  get status(): number {
    return ERROR_KINDS[this.code].status;
  }

  /** Whether trying again unchanged may help. */
  get retryable(): boolean {
    return ERROR_KINDS[this.code].retryable;
  }

  /** Message and hint as one text of complete sentences, for a terminal or a log. */
  get sentence(): string {
    return this.hint === undefined ? this.message : `${this.message} ${this.hint}`;
  }
}

/** The message of anything that was thrown, without a stack. */
export function messageOf(fault: unknown): string {
  if (fault instanceof AggregateError && fault.message === '') {
    return fault.errors.map(messageOf).join('; ');
  }
  return fault instanceof Error ? fault.message : String(fault);
}

/** The `code` property that Node and PostgreSQL put on their errors, or undefined. */
export function codeOf(fault: unknown): string | undefined {
  if (typeof fault === 'object' && fault !== null && 'code' in fault) {
    return typeof fault.code === 'string' ? fault.code : undefined;
  }
  return undefined;
}

/** Any thrown value as a `RadarError`; one that already is comes back unchanged. */
export function toRadarError(fault: unknown): RadarError {
  if (fault instanceof RadarError) return fault;
  return new RadarError('INTERNAL', messageOf(fault), { cause: fault });
}
