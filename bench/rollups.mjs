/**
 * What rollups cost and give, on each engine of this machine: the refresh of a million rows that
 * arrived in one hour, per rollup; the refresh of many small buckets; dropping a day of samples, and
 * who has to wait for that; and reading a year of one device with eight cores.
 *
 *     npm run build && node bench/rollups.mjs [--rows 1000000] [--devices 100] [--day-rows 5000000]
 *                                             [--reads 200] [--engine postgres] [--json]
 *
 * Run it on a machine that does nothing else; the load average is printed with the figures.
 */
import { parseArgs } from 'node:util';
import { ROLLUPS } from '../dist/catalogue/index.js';
import {
  applySchema,
  ensureChunks,
  recordTouched,
  refreshRollups,
  sql,
} from '../dist/database/index.js';
import { silentLogger } from '../dist/observe/index.js';
import { connect, onEachEngine } from './engine.mjs';
import { BUCKET, CORES, datasetNamed, HOUR, NOW } from './rollups/common.mjs';
import { measureDrop } from './rollups/drop.mjs';
import { report } from './rollups/report.mjs';
import { measureYear } from './rollups/year.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    devices: { type: 'string', default: '100' },
    'day-rows': { type: 'string', default: '5000000' },
    reads: { type: 'string', default: '200' },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(options.rows);
const DEVICES = Number(options.devices);
const DAY_ROWS = Number(options['day-rows']);
const READS = Number(options.reads);

/** Rows of one hour: `i` counts them, and a row is taken every ten seconds per series. */
const AT = `to_timestamp(${BUCKET / 1e6}) + (i % 360) * interval '10 seconds' + (i / 360 % 1000) * interval '1 microsecond'`;
const DEVICE = `'default:10.0.' || i / 360 / ${CORES} / 250 || '.' || i / 360 / ${CORES} % 250`;
const FILL = {
  cpu_metrics: `insert into radar.cpu_metrics ("timestamp", device_id, partition, poller_id, agent_id, core_id, usage_percent, frequency_hz)
    select ${AT}, ${DEVICE}, 'default', 'poller-1', 'agent-1', i / 360 % ${CORES}, random() * 100, 1e9 + random() * 1e9`,
  timeseries_metrics: `insert into radar.timeseries_metrics ("timestamp", device_id, partition, metric_type, metric_name, if_index, value, row_key)
    select ${AT}, ${DEVICE}, 'default', case i % 2 when 0 then 'icmp' else 'snmp' end, 'metric-' || i / 360 % 4, i / 360 % 2, exp(random() * 10), sha256(int8send(i::bigint))`,
  otel_traces: `insert into radar.otel_traces ("timestamp", trace_id, span_id, service_name, name, kind, status_code, start_time_unix_nano, end_time_unix_nano)
    select ${AT}, md5(i::text), left(md5('s' || i), 16), 'service-' || i % 20, 'GET /' || i % 50, 2, i % 3, i, i + (exp(random() * 10) * 1e6)::bigint`,
  logs: `insert into radar.logs ("timestamp", service_name, severity_class, body, row_key)
    select ${AT}, 'service-' || i % 20, (array['info', 'warning', 'error'])[1 + i % 3], 'a line of some length, which nobody reads', sha256(int8send(i::bigint))`,
};

async function main() {
  const configuration = { max_wal_size: '4GB' };
  const results = await onEachEngine({ only: options.engine, configuration }, measure);
  report(results, { rows: ROWS, json: options.json });
}

async function measure({ target }) {
  const database = await connect(target);
  try {
    await applySchema(database, { log: silentLogger, programVersion: 'bench' });
    await refreshRollups(database, { now: NOW });
    const refresh = {};
    for (const [source, statement] of Object.entries(FILL)) {
      Object.assign(refresh, await measureSource(database, source, statement));
    }
    return {
      server: database.engine.serverVersion,
      timescaledb: database.engine.timescaledbVersion,
      refresh_seconds_per_million_rows: refresh,
      refresh_small_bucket_ms: await measureSmallBuckets(database),
      drop_a_day: await measureDrop(database, { rows: DAY_ROWS, devices: DEVICES }),
      year_of_one_device: await measureYear(database, { reads: READS, devices: DEVICES }),
    };
  } finally {
    await database.close();
  }
}

async function measureSource(database, source, statement) {
  await ensureChunks(database, datasetNamed(source), { from: BUCKET, to: BUCKET });
  await database.script('bench.fill', `${statement} from generate_series(0, ${ROWS - 1}) as i`);
  await database.script('bench.analyze', `vacuum (analyze) radar.${source}`);
  const seconds = {};
  for (const rollup of ROLLUPS.filter((one) => one.source === source)) {
    const buckets = Array.from({ length: 12 }, (_, i) => BUCKET + (i * HOUR) / 12);
    await recordTouched(database, database, source, buckets);
    await refreshRollups(database, { now: NOW, limit: 0 }); // collects only
    await database.execute(
      'bench.others',
      sql`delete from radar.rollup_pending where rollup <> ${rollup.name}`,
    );
    const since = performance.now();
    const outcome = await refreshRollups(database, { now: NOW });
    if (outcome.refreshed === 0 || outcome.failed.length > 0)
      throw new Error(JSON.stringify(outcome));
    const took = (performance.now() - since) / 1_000;
    seconds[rollup.name] = Number(((took * 1e6) / ROWS).toFixed(2));
  }
  return seconds;
}

/** Buckets of a few rows each, as after a burst of late rows: what a bucket costs by itself. */
async function measureSmallBuckets(database) {
  await ensureChunks(database, datasetNamed('memory_metrics'), {
    from: BUCKET - 24 * HOUR,
    to: BUCKET,
  });
  await database.script(
    'bench.fill',
    `insert into radar.memory_metrics ("timestamp", device_id, total_bytes, used_bytes, usage_percent)
     select to_timestamp(${BUCKET / 1e6}) - i * interval '1 minute', 'default:10.0.0.1', 100, 50, 50
       from generate_series(1, 1440) as i`,
  );
  const buckets = Array.from({ length: 288 }, (_, i) => BUCKET - ((i + 1) * HOUR) / 12);
  await recordTouched(database, database, 'memory_metrics', buckets);
  const since = performance.now();
  const { refreshed } = await refreshRollups(database, { now: NOW });
  return Number(((performance.now() - since) / refreshed).toFixed(2));
}

await main();
