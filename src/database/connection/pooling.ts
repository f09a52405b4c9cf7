import { codeOf } from '../../core/index.ts';

/**
 * What stands between us and the server. `none`: nothing that answers in its place. `session`: a
 * pooler that keeps one server connection for each of ours. `transaction`: one that gives the server
 * connection to others between two statements, so that locks and settings of a session are lost.
 * `unknown`: a pooler whose way could not be found out.
 */
export type Pooling = 'none' | 'session' | 'transaction' | 'unknown';

/** One connection of which the process that serves it can be asked. */
export interface Line {
  /** The server process that was announced when the connection was made; null: none was. */
  readonly announced: number | null;
  /** The server process that runs a statement now. */
  serving(): Promise<number>;
  begin(): Promise<void>;
  rollback(): Promise<void>;
  close(): Promise<void>;
}

/** A pooler under load may serve us by the same process for a while. */
const ROUNDS = 3;

/**
 * Finds out how a connection is pooled. A pooler announces a process number of its own making, so a
 * true one means that there is none. Else a second connection takes a server process for itself
 * with a transaction: when that is the one that served the first connection, or the first is then
 * served by another, processes change hands between statements.
 */
export async function detectPooling(
  first: Line,
  connectAnother: () => Promise<Line>,
): Promise<Pooling> {
  const serving = await first.serving();
  if (serving === first.announced) return 'none';
  let second: Line;
  try {
    second = await connectAnother();
  } catch {
    return 'unknown'; // no room for another connection
  }
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await second.begin();
      const taken = await second.serving();
      // Asked first: where it is the only process, the first connection would wait for it.
      const changes = taken === serving || (await first.serving()) !== serving;
      await second.rollback();
      if (changes) return 'transaction';
    }
    return 'session';
  } catch (fault) {
    return refusesTransactions(fault) ? 'transaction' : 'unknown';
  } finally {
    await second.close();
  }
}

/** SQLSTATE with which PgBouncer in statement mode refuses `begin`. */
const PROTOCOL_VIOLATION = '08P01';

function refusesTransactions(fault: unknown): boolean {
  return codeOf(fault) === PROTOCOL_VIOLATION;
}
