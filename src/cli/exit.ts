import type { ErrorCode } from '../core/index.ts';

/** Exit codes of every command. They are part of the command line and documented in its reference. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  unfit: 4,
  taken: 5,
  forced: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: { readonly [Name in keyof typeof EXIT]: string } = {
  done: 'done; for serve: stopped because it was asked to',
  failed:
    'the command failed, or found something: doctor a FAIL, schema status a schema to migrate',
  usage: 'the command line or the configuration cannot be used',
  unreachable: 'the database cannot be reached or refuses the login; trying again may help',
  unfit: 'the database, its schema or the data folder does not fit this program',
  taken: 'the port, the data folder or the schema lock is held by another process',
  forced: 'a second Ctrl-C ended the program before it had stopped cleanly',
};

const BY_ERROR: { readonly [Code in ErrorCode]?: ExitCode } = {
  USAGE_INVALID: EXIT.usage,
  CONFIG_INVALID: EXIT.usage,
  CONFIG_UNKNOWN_KEY: EXIT.usage,
  CONFIG_FILE_UNREADABLE: EXIT.usage,
  DATABASE_URL_INVALID: EXIT.usage,
  DATABASE_UNREACHABLE: EXIT.unreachable,
  DATABASE_REFUSED: EXIT.unreachable,
  DATABASE_TOO_OLD: EXIT.unfit,
  EMBEDDED_WRONG_MAJOR: EXIT.unfit,
  ENGINE_CHANGED: EXIT.unfit,
  SCHEMA_TOO_NEW: EXIT.unfit,
  SCHEMA_CHECKSUM: EXIT.unfit,
  DATA_DIR_IN_USE: EXIT.taken,
  HTTP_PORT_TAKEN: EXIT.taken,
  SCHEMA_LOCKED: EXIT.taken,
};

/** The exit code for an error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return BY_ERROR[code] ?? EXIT.failed;
}
