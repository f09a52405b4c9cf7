import { codeOf } from '../../core/index.ts';

/** SQLSTATE codes that the program reacts to, by their names in PostgreSQL's manual. */
export const SQLSTATE = {
  numericValueOutOfRange: '22003',
  uniqueViolation: '23505',
  checkViolation: '23514',
  undefinedTable: '42P01',
  undefinedFunction: '42883',
  insufficientPrivilege: '42501',
  duplicateTable: '42P07',
  lockNotAvailable: '55P03',
  dependentObjectsExist: '2BP01',
  objectInUse: '55006',
  objectNotInPrerequisiteState: '55000',
  queryCanceled: '57014',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  invalidCatalogName: '3D000',
  cannotConnectNow: '57P03',
  tooManyConnections: '53300',
  diskFull: '53100',
  outOfMemory: '53200',
  configurationLimitExceeded: '53400',
} as const;

/** Retrying the same statement may succeed: fail-over, deadlock, restart, too many connections. */
const TRANSIENT = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '25006', // read_only_sql_transaction: a fail-over is under way
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
]);

/** What else the program tells apart by one code each. */
const SINGLE: { readonly [code: string]: FaultClass } = {
  [SQLSTATE.outOfMemory]: 'out-of-room',
  [SQLSTATE.diskFull]: 'disk-full',
  [SQLSTATE.configurationLimitExceeded]: 'limit',
  [SQLSTATE.uniqueViolation]: 'duplicate',
};

/** Faults of the network and of Node's sockets that end a connection. */
const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOENT', // the socket of a server that is down
  'ENOTCONN',
]);

/** Messages of the driver for faults to which it gives no code. */
const CONNECTION_MESSAGES =
  /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|connection timeout|client was closed|not queryable|query read timeout/i;

export type FaultClass =
  /** The connection is gone or cannot be made; what was sent may or may not have been committed. */
  | 'connection'
  | 'transient'
  /** The server has no room; waiting may help, hurrying does not. */
  | 'out-of-room'
  /** The disk of the server is full; somebody has to make room. */
  | 'disk-full'
  /** The statement touches more than the server allows one to, such as rows to decompress. */
  | 'limit'
  /** A row with that key is there already. */
  | 'duplicate'
  /** No chunk takes the row (plain PostgreSQL). */
  | 'chunk-missing'
  /** The data or the statement is at fault; the same again fails again. */
  | 'permanent';

/** What a failed statement means for the one who sent it. The one table of this kind. */
export function classifyFault(fault: unknown): FaultClass {
  const code = codeOf(fault);
  if (code === undefined) {
    return fault instanceof Error && CONNECTION_MESSAGES.test(fault.message)
      ? 'connection'
      : 'permanent';
  }
  if (CONNECTION_ERRORS.has(code) || code.startsWith('08')) return 'connection';
  if (TRANSIENT.has(code)) return 'transient';
  const single = SINGLE[code];
  if (single !== undefined) return single;
  if (code === SQLSTATE.checkViolation && isPartitionFault(fault)) return 'chunk-missing';
  return 'permanent';
}

/** 23514 also means a violated check constraint, which then names the constraint. */
function isPartitionFault(fault: unknown): boolean {
  return (
    typeof fault === 'object' && fault !== null && !('constraint' in fault && fault.constraint)
  );
}
