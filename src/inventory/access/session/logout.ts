import { sql } from '../../../database/index.ts';
import { type Doer, noteEvent } from '../events/index.ts';
import type { AccessParts } from '../parts.ts';
import { hashSecret } from '../secret.ts';
import { endSessions } from './session.ts';

/**
 * Ends the session of a refresh token, or the one with an id. One that is unknown has ended already:
 * nothing is told of it.
 */
export async function logOut(
  parts: AccessParts,
  which: { readonly refreshToken: string } | { readonly sessionId: string },
  by: Doer,
): Promise<void> {
  const { database, clock } = parts;
  const condition =
    'sessionId' in which
      ? sql`session.id = ${which.sessionId}::uuid`
      : sql`session.secret_hash = ${hashSecret(which.refreshToken)}`;
  await database.transaction('access.logout', async (session) => {
    const [found] = await session.query<{ id: string; name: string }>(
      'access.session_to_end',
      sql`select session.id, coalesce(owner.username, owner.email, owner.id) as name
            from ${database.relation('access_sessions')} as session
            join ${database.relation('users')} as owner on owner.id = session.user_id
           where ${condition}`,
    );
    if (found === undefined) return;
    if ((await endSessions(parts, session, { id: found.id, reason: 'logout' })) === 0) return;
    const { address } = by;
    const event = { kind: 'logout', at: clock.now(), by: { actor: found.name, address } } as const;
    await noteEvent(database, session, { ...event, subject: found.name });
  });
  parts.changed();
}
