import { dropExpiredChunks } from '../../dist/database/chunks/index.js';
import { ensureChunks, refreshBeforeDrop, sql } from '../../dist/database/index.js';
import { CORES, datasetNamed, HOUR, NOW, round, timed } from './common.mjs';

/**
 * A day of samples, each core every ten seconds, that the rollups have already: dropped as
 * maintenance does it, while somebody reads and somebody writes newer samples, and somebody looks at
 * the locks.
 */
export async function measureDrop(database, { rows: wanted, devices }) {
  const day = Math.floor(NOW / (24 * HOUR)) * 24 * HOUR - 4 * 24 * HOUR;
  await ensureChunks(database, datasetNamed('cpu_metrics'), { from: day, to: NOW });
  const seconds = Math.max(1, Math.round(86_400 / (wanted / (devices * CORES))));
  await database.script(
    'bench.day',
    `insert into radar.cpu_metrics ("timestamp", device_id, partition, poller_id, agent_id, core_id, usage_percent, frequency_hz)
     select moment, 'default:10.0.0.' || device, 'default', 'poller-1', 'agent-1', core, random() * 100, 2e9
       from generate_series(to_timestamp(${day / 1e6}), to_timestamp(${day / 1e6}) + interval '24 hours' - interval '1 microsecond',
                            interval '${seconds} seconds') as moment,
            generate_series(1, ${devices}) as device, generate_series(0, ${CORES - 1}) as core`,
  );
  await database.script('bench.analyze', 'vacuum (analyze) radar.cpu_metrics');
  await database.script('bench.checkpoint', 'checkpoint');
  const [{ rows, bytes }] = await database.query(
    'bench.size',
    sql`select count(*)::integer as rows, (avg(pg_column_size(one.*)) * count(*))::bigint as bytes
          from radar.cpu_metrics as one
         where "timestamp" < to_timestamp(${(day + 24 * HOUR) / 1e6})`,
  );
  const before = day + 24 * HOUR;
  const checkMs = await timed(() =>
    refreshBeforeDrop(database, { source: 'cpu_metrics', before, now: NOW }),
  );
  const againMs = await timed(() =>
    refreshBeforeDrop(database, { source: 'cpu_metrics', before, now: NOW }),
  );
  const watch = watchDrop(database);
  let dropped = [];
  const dropMs = await timed(async () => {
    dropped = await dropExpiredChunks(database, NOW);
  });
  return {
    rows,
    megabytes_of_rows: Math.round(Number(bytes) / 1e6),
    refresh_of_the_day_seconds: round(checkMs / 1_000),
    check_that_nothing_is_missing_seconds: round(againMs / 1_000),
    drop_seconds: round(dropMs / 1_000),
    chunks: dropped.filter((name) => name.includes('cpu_metrics') || name.includes('hyper')).length,
    ...(await watch.stop()),
  };
}

/** Reads, writes and looks at locks, again and again, until it is stopped. */
function watchDrop(database) {
  let stopped = false;
  const locks = new Map();
  const again = async (step) => {
    let longest = 0;
    while (!stopped) longest = Math.max(longest, await timed(step));
    return Math.round(longest);
  };
  const read = again(() =>
    database.query(
      'bench.reader',
      sql`select max(usage_percent) from radar.cpu_metrics
           where device_id = 'default:10.0.0.1' and "timestamp" > to_timestamp(${(NOW - 4 * HOUR) / 1e6})`,
    ),
  );
  let serial = 0;
  const write = again(() =>
    database.execute(
      'bench.writer',
      sql`insert into radar.cpu_metrics ("timestamp", device_id, core_id, usage_percent)
          values (to_timestamp(${(NOW - HOUR) / 1e6 + serial++ / 1e4}), 'default:10.0.0.9', 0, 1)`,
    ),
  );
  const look = again(async () => {
    const seen = await database.query(
      'bench.locks',
      sql`select mode, relname = 'cpu_metrics' as whole
            from pg_locks join pg_class on pg_class.oid = relation
           where granted and pid <> pg_backend_pid() and mode in ('AccessExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock')
             and relkind in ('r', 'p') and pg_locks.database = (select oid from pg_database where datname = current_database())`,
    );
    for (const { mode, whole } of seen) {
      const name = `${mode} on ${whole ? 'the history' : 'a chunk or catalogue table'}`;
      const known = locks.get(name) ?? { since: performance.now(), until: 0 };
      locks.set(name, { ...known, until: performance.now() });
    }
  });
  return {
    async stop() {
      stopped = true;
      const [reader_waited_ms, writer_waited_ms] = await Promise.all([read, write, look]);
      const held = [...locks].map(([name, { since, until }]) => [name, Math.round(until - since)]);
      return { reader_waited_ms, writer_waited_ms, locks_seen_ms: Object.fromEntries(held) };
    },
  };
}
