import { sql } from '../../../database/index.ts';
import type { AccessParts } from '../parts.ts';
import { insertUser, type MadeUser, prepareUser } from './create.ts';

const NAME = 'admin';

/**
 * Makes the first admin where nobody has ever had a password, so that somebody can log in; undefined
 * where that is not needed. Of several processes that start at once, one makes it.
 */
export async function makeFirstAdmin(parts: AccessParts): Promise<MadeUser | undefined> {
  const { database } = parts;
  const users = database.relation('users');
  const nobody = sql`select 1 from ${users}
                      where coalesce(password_hash, '') <> '' or lower(username) = ${NAME} limit 1`;
  if ((await database.query('access.any_user', nobody)).length > 0) return undefined;
  const made = await prepareUser(parts, { username: NAME, roles: ['admin'] });
  const user = await database.transaction('access.first_admin', async (session) => {
    await session.query(
      'access.first_admin_lock',
      sql`select pg_advisory_xact_lock(
            hashtextextended(${`radarstore first admin ${database.options.schema}`}, 0))`,
    );
    if ((await session.query('access.any_user', nobody)).length > 0) return undefined;
    return insertUser(parts, session, made, { actor: 'serve', address: null });
  });
  return user === undefined ? undefined : { user, password: made.told };
}
