import { ROLLUPS } from '../../dist/catalogue/index.js';
import { ensureChunks, sql } from '../../dist/database/index.js';
import { readRollup, readRollupQuestion, readSysmon } from '../../dist/query/index.js';
import { CORES, datasetNamed, HOUR, NOW, timed } from './common.mjs';

const YEAR_HOURS = 365 * 24;

/** Reading a year of one device among many: what the console asks for, and hour by hour. */
export async function measureYear(database, { reads, devices }) {
  const percentiles = (read) => percentilesOf(read, { reads, devices });
  const rollup = datasetNamed('cpu_metrics_hourly');
  const from = NOW - YEAR_HOURS * HOUR;
  await database.script('bench.empty', 'truncate radar.cpu_metrics_hourly');
  await ensureChunks(database, rollup, { from, to: NOW });
  // Hour by hour, as the refresh stores them.
  await database.script(
    'bench.year',
    `insert into radar.cpu_metrics_hourly (bucket, device_id, core_id, partition, sample_count,
            usage_percent_count, usage_percent_sum, usage_percent_min, usage_percent_max,
            frequency_hz_count, frequency_hz_sum)
     select hour, 'default:10.9.0.' || device, core, 'default', 360, 360, 360 * 50 * random(),
            random(), 99 + random(), 360, 360 * 1e9 * random()
       from generate_series(to_timestamp(${from / 1e6}), to_timestamp(${(NOW - HOUR) / 1e6}), interval '1 hour') as hour,
            generate_series(1, ${devices}) as device, generate_series(0, ${CORES - 1}) as core`,
  );
  await database.script('bench.analyze', 'vacuum (analyze) radar.cpu_metrics_hourly');
  const range = sql`bucket >= to_timestamp(${from / 1e6}) and bucket < to_timestamp(${NOW / 1e6})`;
  const points = (stepMicros) => async (id) => {
    const { rows } = await readSysmon(database, 'cpu', {
      subject: { column: 'device_id', id },
      range: { start: from, end: NOW },
      density: { kind: 'step', stepMicros },
      latest: false,
    });
    return rows.length;
  };
  const columns = (names) => async (id) => {
    const question = readRollupQuestion(
      ROLLUPS.find((one) => one.name === 'cpu_metrics_hourly'),
      {
        start: new Date(from / 1_000).toISOString(),
        end: new Date(NOW / 1_000).toISOString(),
        device_id: id,
        by: 'core_id',
        columns: names,
      },
      { now: () => NOW },
    );
    const { series } = await readRollup(database, question);
    return series.reduce((sum, { at }) => sum + at.length, 0);
  };
  const count = async (rows) => (await rows).length;
  return {
    devices,
    cores: CORES,
    reads,
    // What the console asks for: about as many points as the chart is wide, a line per core.
    reader_twelve_hours_each_core_ms: await percentiles(points(12 * HOUR)),
    reader_one_hour_each_core_ms: await percentiles(points(HOUR)),
    // What /api/rollups/cpu_metrics_hourly gives, before it becomes JSON.
    columns_one_hour_each_core_ms: await percentiles(columns('usage_percent_avg')),
    columns_and_extremes_one_hour_each_core_ms: await percentiles(
      columns('usage_percent_avg,usage_percent_min,usage_percent_max,frequency_hz_avg'),
    ),
    one_hour_whole_device_ms: await percentiles((device) =>
      count(
        database.query(
          'bench.device',
          sql`select bucket, sum(usage_percent_sum) / nullif(sum(usage_percent_count), 0) as mean,
                     min(usage_percent_min) as least, max(usage_percent_max) as greatest
                from radar.cpu_metrics_hourly
               where device_id = ${device} and ${range} group by bucket order by bucket`,
        ),
      ),
    ),
    one_hour_one_core_ms: await percentiles((device) =>
      count(
        database.query(
          'bench.core',
          sql`select bucket, usage_percent_sum / nullif(usage_percent_count, 0) as mean,
                     usage_percent_min, usage_percent_max
                from radar.cpu_metrics_hourly
               where device_id = ${device} and core_id = 0 and ${range} order by bucket`,
        ),
      ),
    ),
  };
}

async function percentilesOf(read, { reads, devices }) {
  const times = [];
  let points = 0;
  for (let count = 0; count < reads; count++) {
    const device = `default:10.9.0.${1 + Math.floor(Math.random() * devices)}`;
    times.push(
      await timed(async () => {
        points = await read(device);
      }),
    );
    if (points < YEAR_HOURS / 12) throw new Error(`${points} points`);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.floor(share * (times.length - 1))]);
  return { points, median: at(0.5), p95: at(0.95) };
}
