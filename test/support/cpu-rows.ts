import { CATALOGUE } from '../../src/catalogue/index.ts';
import type { Instant } from '../../src/core/index.ts';
import { type Database, ensureChunks, recordTouched, sql } from '../../src/database/index.ts';

/** Stores a sample of one core at each instant, as the writer does, with the chunks that it needs. */
export async function insertCpu(database: Database, instants: readonly Instant[]): Promise<void> {
  for (const instant of instants) {
    await ensureChunks(database, CATALOGUE.cpu_metrics, { from: instant, to: instant });
  }
  await database.transaction('test.insert', async (session) => {
    await session.execute(
      'test.insert',
      sql`insert into radar.cpu_metrics ("timestamp", core_id, device_id, usage_percent)
          select to_timestamp(instant::numeric / 1000000), 0, 'default:192.0.2.1', 1
            from unnest(${[...instants]}::bigint[]) as instant`,
    );
    await recordTouched(database, session, 'cpu_metrics', instants);
  });
}

/** The times of all samples, in order. */
export async function cpuTimes(database: Database): Promise<Instant[]> {
  const rows = await database.query<{ at: Instant }>(
    'test.times',
    sql`select "timestamp" as at from radar.cpu_metrics order by "timestamp"`,
  );
  return rows.map((row) => row.at);
}
