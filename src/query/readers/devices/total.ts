import type { Clock, Instant } from '../../../core/index.ts';
import { type Database, type Sql, sql } from '../../../database/index.ts';
import { VISIBLE } from './filter.ts';

/** Counts visible devices. */
export interface DeviceCounter {
  /** Those that pass conditions, each with its `and`; `query` is a name of these. */
  count(database: Database, conditions: Sql, query: string): Promise<number>;
}

/** A count is used again for so many times as long as it took, so that counting never takes more
 * than a twentieth of the time. One that took no time is taken anew each time. */
const REUSE = 20;
const MOST_KEPT = 256;

interface Counted {
  readonly total: Promise<number>;
  /** Until when it is used; undefined while it is under way, for all that ask meanwhile. */
  until: Instant | undefined;
}

/** A counter with a memory of its own. */
export function createDeviceCounter(clock: Clock): DeviceCounter {
  const known = new Map<string, Counted>();
  const begin = (database: Database, conditions: Sql, query: string) => {
    const since = clock.now();
    const counted: Counted = { total: countDevices(database, conditions), until: undefined };
    known.delete(query);
    known.set(query, counted);
    if (known.size > MOST_KEPT) known.delete(known.keys().next().value as string);
    counted.total.then(
      () => {
        const now = clock.now();
        counted.until = now + REUSE * (now - since);
      },
      () => {
        if (known.get(query) === counted) known.delete(query);
      },
    );
    return counted.total;
  };
  return {
    count(database, conditions, query) {
      const found = known.get(query);
      const fresh = found !== undefined && (found.until === undefined || clock.now() < found.until);
      return fresh ? found.total : begin(database, conditions, query);
    },
  };
}

async function countDevices(database: Database, conditions: Sql): Promise<number> {
  const [counted] = await database.query<{ total: number }>(
    'query.devices.total',
    sql`select count(*) as total from ${database.relation('unified_devices')} as device
         where ${VISIBLE} ${conditions}`,
  );
  return counted?.total ?? 0;
}
