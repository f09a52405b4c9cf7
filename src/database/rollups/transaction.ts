import type { Session } from '../connection/index.ts';

/** Checked first in every transaction; throws when this process may no longer maintain the database. */
export type Guard = (session: Session) => Promise<void>;

/** Runs `work` in one transaction of a session of its own. */
export async function guarded<T>(
  session: Session,
  guard: Guard | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await session.script('rollups.begin', 'begin');
  try {
    await guard?.(session);
    const result = await work();
    await session.script('rollups.commit', 'commit');
    return result;
  } catch (fault) {
    // Of a connection that is gone nothing has to be rolled back.
    await session.script('rollups.rollback', 'rollback').catch(() => {});
    throw fault;
  }
}
