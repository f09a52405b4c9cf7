import { formatInstant, type Instant, MICROS_PER_MILLI } from '../../../core/index.ts';
import { sql } from '../../../database/index.ts';
import type { AccessParts } from '../parts.ts';
import { hashSecret } from '../secret.ts';

/** How long a session of the console lasts. */
export interface SessionLife {
  /** Without anybody who works. */
  readonly sessionMs: number;
  /** From the log-in on, at most. */
  readonly sessionLimitMs: number;
}

/** A session is lengthened when this part of its life has passed, so that work does not write all the time. */
const WORTH = 10;

/** How long a session lasts that begins now. */
export const firstLifeMs = ({ sessionMs, sessionLimitMs }: SessionLife): number =>
  Math.min(sessionMs, sessionLimitMs);

/**
 * Lets the session of a cookie go on, since somebody works: as long as a new one would last, and no
 * longer than its limit. The cookie stays what it is. Were it another one each time, two pages of one
 * browser would take it from each other. Answers until when it lasts; undefined where it has ended.
 */
export async function lengthenSession(
  parts: Pick<AccessParts, 'database' | 'clock' | 'changed'>,
  secret: string,
  { sessionMs, sessionLimitMs }: SessionLife,
): Promise<Instant | undefined> {
  const { database, clock, changed } = parts;
  const now = clock.now();
  const at = (instant: Instant) => sql`${formatInstant(instant)}::timestamptz`;
  const table = database.relation('access_sessions');
  const goesOn = sql`secret_hash = ${hashSecret(secret)} and kind = 'cookie' and ended_at is null
    and expires_at > ${at(now)}`;
  const until = sql`least(${at(now + sessionMs * MICROS_PER_MILLI)},
    started_at + make_interval(secs => ${sessionLimitMs / 1_000}))`;
  const worth = at(now + sessionMs * MICROS_PER_MILLI * (1 - 1 / WORTH));
  const [longer] = await database.query<{ expires_at: Instant }>(
    'access.lengthen_session',
    sql`update ${table} set expires_at = ${until}
         where ${goesOn} and expires_at <= ${worth} and expires_at < ${until}
        returning expires_at`,
  );
  if (longer !== undefined) {
    changed();
    return longer.expires_at;
  }
  const [same] = await database.query<{ expires_at: Instant }>(
    'access.session_end',
    sql`select expires_at from ${table} where ${goesOn}`,
  );
  return same?.expires_at;
}
