/**
 * Every error that radarstore names. A code is stable: it is part of the API and of the command
 * line, is documented in `docs/reference/errors.md` (a test compares both), and is never reused.
 */
export interface ErrorKind {
  /** HTTP status with which the API answers. */
  readonly status: number;
  /** Whether the same request may succeed later without any change by the caller. */
  readonly retryable: boolean;
  /** One line for the reference. */
  readonly meaning: string;
}

const kind = (status: number, retryable: boolean, meaning: string): ErrorKind => ({
  status,
  retryable,
  meaning,
});

export const ERROR_KINDS = {
  USAGE_INVALID: kind(500, false, 'The command line cannot be understood.'),
  CONFIG_INVALID: kind(500, false, 'A setting has a value that cannot be used.'),
  CONFIG_UNKNOWN_KEY: kind(500, false, 'A setting of that name does not exist.'),
  CONFIG_FILE_UNREADABLE: kind(500, false, 'The configuration file cannot be read or parsed.'),
  DATA_DIR_UNUSABLE: kind(500, false, 'The data folder cannot be created, read or written.'),
  DATA_DIR_IN_USE: kind(500, true, 'Another radarstore process holds the data folder.'),
  EMBEDDED_UNSUPPORTED: kind(500, false, 'No embedded PostgreSQL exists for this platform.'),
  EMBEDDED_WRONG_MAJOR: kind(
    500,
    false,
    'The data folder was made by another major version of PostgreSQL.',
  ),
  EMBEDDED_START_FAILED: kind(500, true, 'The embedded PostgreSQL did not start.'),
  DATABASE_URL_INVALID: kind(500, false, 'The database URL cannot be understood.'),
  DATABASE_UNREACHABLE: kind(503, true, 'The database server does not answer.'),
  DATABASE_REFUSED: kind(503, false, 'The database server refuses the login or the database.'),
  DATABASE_TOO_OLD: kind(
    500,
    false,
    'The PostgreSQL server or its TimescaleDB is older than what is supported.',
  ),
  DATABASE_FAILED: kind(503, true, 'A statement failed in the database.'),
  ENGINE_CHANGED: kind(
    500,
    false,
    'The schema was made for another storage layout than this server offers.',
  ),
  SCHEMA_TOO_NEW: kind(500, false, 'The database schema is newer than this program.'),
  SCHEMA_BEHIND: kind(503, true, 'The database schema is older than this program needs.'),
  SCHEMA_CHECKSUM: kind(500, false, 'An applied schema migration differs from the file.'),
  SCHEMA_LOCKED: kind(503, true, 'Another process holds the schema migration lock for too long.'),
  SCHEMA_MIGRATION_FAILED: kind(500, false, 'A schema migration failed and was rolled back.'),
  SCHEMA_FORBIDDEN: kind(500, false, 'The database role may not change the schema.'),
  HTTP_PORT_TAKEN: kind(500, true, 'The HTTP port is in use by another process.'),
  HTTP_LISTEN_FAILED: kind(500, false, 'The HTTP address cannot be listened on.'),
  REQUEST_INVALID: kind(400, false, 'A parameter of the request cannot be used.'),
  RANGE_INVALID: kind(400, false, 'The time range of the request cannot be used.'),
  RESULT_TOO_LARGE: kind(400, false, 'The answer would be larger than the server allows.'),
  QUERY_TIMEOUT: kind(504, false, 'The answer took longer than the server allows.'),
  HOST_REFUSED: kind(421, false, 'The request names a host that this server does not answer for.'),
  REQUEST_TIMEOUT: kind(408, true, 'The request did not arrive in time.'),
  REQUEST_TOO_LARGE: kind(431, false, 'Address and headers of the request are too long.'),
  NOT_FOUND: kind(404, false, 'There is nothing at that address or under that id.'),
  METHOD_NOT_ALLOWED: kind(405, false, 'The address does not take this HTTP method.'),
  ORIGIN_REFUSED: kind(403, false, 'A page of another site may not change anything here.'),
  DATASET_CLOSED: kind(403, false, 'Rows of that dataset cannot be sent.'),
  NOTHING_ACCEPTED: kind(400, false, 'No record of the request could be stored.'),
  BODY_TOO_LARGE: kind(413, false, 'The body of the request is longer than the address takes.'),
  MEDIA_UNSUPPORTED: kind(415, false, 'The body has a type or encoding that is not understood.'),
  QUEUE_FULL: kind(429, true, 'A write queue is full; nothing of the request was taken.'),
  QUERY_ENGINE_ABSENT: kind(503, false, 'Only the query engine could answer, and there is none.'),
  CONFLICT: kind(
    409,
    false,
    'The object is in a state that does not allow it, or is there already.',
  ),
  PRECONDITION_FAILED: kind(412, false, 'The object changed since it was read.'),
  GONE: kind(410, false, 'What the request needs has expired.'),
  UNAUTHENTICATED: kind(401, false, 'The request has no valid credentials.'),
  ACCESS_DENIED: kind(403, false, 'The credentials do not allow the request.'),
  TOO_MANY_ATTEMPTS: kind(429, true, 'Too many attempts failed; wait before the next.'),
  ONBOARDING_OFF: kind(503, false, 'Edge onboarding is turned off: it has no encryption key.'),
  ONBOARDING_STORE_FAILED: kind(502, true, 'The database could not answer for onboarding.'),
  TRUST_ISSUER_FAILED: kind(502, true, 'Who issues trust to components did not answer.'),
  SECRET_UNREADABLE: kind(
    500,
    false,
    'A stored secret cannot be decrypted with the keys that are there.',
  ),
  ARCHIVE_FAILED: kind(500, false, 'The archive of an onboarding package cannot be made.'),
  STOPPING: kind(503, true, 'The process is shutting down.'),
  INTERNAL: kind(500, false, 'A fault in radarstore itself.'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;
