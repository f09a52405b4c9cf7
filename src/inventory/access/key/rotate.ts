import { noteEvent } from '../events/index.ts';
import type { AccessParts, Administrator } from '../parts.ts';
import { removeKeys, retireKeys } from './store.ts';

/**
 * Lets all keys sign no more, so that the next token is signed by a new one. `revoke`: tokens that
 * were signed before are no longer valid either. Answers how many keys there were.
 */
export async function rotateSigningKeys(
  { database, clock, changed }: Pick<AccessParts, 'database' | 'clock' | 'changed'>,
  { revoke }: { readonly revoke: boolean },
  by: Administrator,
): Promise<number> {
  const at = clock.now();
  const keys = await database.transaction('access.rotate_keys', async (session) => {
    const count = revoke
      ? await removeKeys(database, session)
      : await retireKeys(database, session, { at });
    const detail = { keys: count, revoked: revoke };
    await noteEvent(database, session, { kind: 'keys_rotated', at, by, subject: null, detail });
    return count;
  });
  changed();
  return keys;
}
