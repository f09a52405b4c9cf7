import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Session } from './database.ts';
import type { Sql } from './sql.ts';

const clients = new WeakMap<Session, ClientBase>();

/** Makes a session able to {@link copyIn}. */
export function bindClient(session: Session, client: ClientBase): Session {
  clients.set(session, client);
  return session;
}

/**
 * Runs `copy … from stdin`, inside a transaction, with the bytes that `pieces` makes; a piece is
 * asked for when the one before it is on its way, so making them overlaps with the server's work.
 * Pieces of about 64 KiB are best. `name` becomes the leading comment of the statement. Answers the
 * number of rows. Throws what the server says, or what `pieces` throws; the transaction is then
 * aborted.
 */
export async function copyIn(
  session: Session,
  name: string,
  copy: { readonly statement: Sql; readonly pieces: Iterable<Uint8Array> },
): Promise<number> {
  const client = clients.get(session);
  if (client === undefined) throw new Error(`${name}: only a transaction can copy rows`);
  const stream = client.query(copyFrom(`/* ${name} */ ${copy.statement.text}`));
  let fault: unknown;
  let drained = () => {};
  const finished = new Promise<void>((resolve, reject) => {
    stream.on('finish', resolve);
    stream.on('drain', () => drained());
    stream.on('error', (thrown) => {
      fault ??= thrown;
      reject(fault);
      drained();
    });
  });
  const send = async () => {
    for (const piece of copy.pieces) {
      if (stream.write(piece)) continue;
      await new Promise<void>((resolve) => {
        drained = resolve;
      });
      if (fault !== undefined) return;
    }
    stream.end();
  };
  const sent = send().catch((thrown: Error) => {
    fault ??= thrown;
    stream.destroy(thrown);
  });
  await Promise.all([finished, sent]);
  return stream.rowCount;
}
