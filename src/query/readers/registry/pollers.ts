import type { Instant } from '../../../core/index.ts';
import { type Database, empty, sql } from '../../../database/index.ts';
import { namedInPartitions, type Partitions } from './confine.ts';

/** A poller with the time since when it has its health. */
export interface PollerRow {
  readonly poller_id: string;
  readonly is_healthy: boolean;
  readonly status: string;
  readonly first_seen: Instant | null;
  readonly last_seen: Instant | null;
  /** Newest change of health; null where its history holds none. */
  readonly changed_at: Instant | null;
  readonly changed_to: boolean | null;
}

/** Pollers that are trusted, whether or not they report. */
const TRUSTED = sql`held.status in ('pending', 'active', 'inactive')`;

/** The trusted pollers, or the one of that id; by id. */
export function readPollers(
  database: Database,
  options: { readonly pollerId?: string; readonly partitions: Partitions },
): Promise<PollerRow[]> {
  const { pollerId, partitions } = options;
  return database.query<PollerRow>(
    'query.pollers',
    sql`select held.poller_id, held.is_healthy, held.status, held.first_seen, held.last_seen,
               changed."timestamp" as changed_at, changed.is_healthy as changed_to
          from ${database.relation('pollers')} as held
          left join lateral (
                 select history."timestamp", history.is_healthy
                   from ${database.relation('poller_history')} as history
                  where history.poller_id = held.poller_id
                  order by history."timestamp" desc limit 1) as changed on true
         where ${TRUSTED} ${pollerId === undefined ? empty : sql`and held.poller_id = ${pollerId}`}
               ${namedInPartitions(database, 'poller', partitions)}
         order by held.poller_id`,
  );
}

/** Changes of the health of a poller, the newest first (SR-29). */
export function readPollerHistory(
  database: Database,
  pollerId: string,
  limit: number,
): Promise<{ timestamp: Instant; is_healthy: boolean }[]> {
  return database.query<{ timestamp: Instant; is_healthy: boolean }>(
    'query.poller_history',
    sql`select "timestamp", is_healthy from ${database.relation('poller_history')}
         where poller_id = ${pollerId} order by "timestamp" desc limit ${limit}`,
  );
}

/** How many pollers are trusted, how many of them are well, and their newest report. */
export async function readPollerTotals(
  database: Database,
  partitions: Partitions,
): Promise<{ total: number; healthy: number; last_update: Instant | null }> {
  const [row] = await database.query<{
    total: number;
    healthy: number;
    last_update: Instant | null;
  }>(
    'query.poller_totals',
    sql`select count(*) as total,
               count(*) filter (where held.is_healthy and held.status = 'active') as healthy,
               max(held.last_seen) as last_update
          from ${database.relation('pollers')} as held
         where ${TRUSTED} ${namedInPartitions(database, 'poller', partitions)}`,
  );
  return row ?? { total: 0, healthy: 0, last_update: null };
}
