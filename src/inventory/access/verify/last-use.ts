import { type Clock, formatInstant, messageOf } from '../../../core/index.ts';
import { type Database, sql } from '../../../database/index.ts';
import type { Logger } from '../../../observe/index.ts';

const EVERY_MS = 60_000;
const MOST = 10_000;

/** Notes when tokens are used. */
export interface LastUse {
  /** Notes it in the background, at most once a minute for each token. */
  note(id: string): void;
  /** Waits for what is being noted. */
  settle(): Promise<void>;
}

export function createLastUse(parts: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): LastUse {
  const { database, clock, log } = parts;
  const notedAtMs = new Map<string, number>();
  const pending = new Set<Promise<void>>();
  const store = async (id: string) => {
    const now = sql`${formatInstant(clock.now())}::timestamptz`;
    try {
      await database.execute(
        'access.token_used',
        sql`update ${database.relation('access_tokens')} set last_used_at = ${now}
             where id = ${id}::uuid and (last_used_at is null or last_used_at < ${now})`,
      );
    } catch (fault) {
      log.debug({ token: id, fault: messageOf(fault) }, 'the use of a token was not noted');
    }
  };
  return {
    note(id) {
      const before = notedAtMs.get(id);
      if (before !== undefined && clock.elapsedMs() - before < EVERY_MS) return;
      if (notedAtMs.size >= MOST) notedAtMs.clear();
      notedAtMs.set(id, clock.elapsedMs());
      const noting = store(id).finally(() => pending.delete(noting));
      pending.add(noting);
    },
    settle: async () => void (await Promise.all(pending)),
  };
}
