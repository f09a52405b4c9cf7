/**
 * What the writer reaches against `psql \copy` of the same rows, as text, into the same table with
 * its key, on each engine of this machine. Runs alternate; each figure is the median over rounds of
 * its ratio to the `\copy` of the same round, and the first round is thrown away.
 *
 *     npm run build && node bench/write.mjs [--rows 300000] [--rounds 6] [--only bulk,two] [--json]
 *
 * bulk: one connection · two: two connections · live: batches of 5,000 rows, each committed and
 * answered · again: all rows a second time · text, binary: encoding alone, over one bare COPY each,
 * the rows as they come, by a text encoder and by the writer's own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CATALOGUE } from '../dist/catalogue/index.js';
import { formatInstant, systemClock } from '../dist/core/index.js';
import { applySchema, copyIn, ensureChunks, sql } from '../dist/database/index.js';
import { startWriter } from '../dist/ingest/index.js';
import { encoderOf } from '../dist/ingest/writer/copy/index.js';
import { checkRows, shapeOf } from '../dist/ingest/writer/values/index.js';
import { createMetrics, silentLogger } from '../dist/observe/index.js';
import { connect, onEachEngine } from './engine.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '6' },
    only: { type: 'string', default: 'bulk,two,live,again,text,binary' },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(options.rows);
const ROUNDS = Number(options.rounds);
const ONLY = options.only.split(',');
const TABLE = 'disk_metrics';
const COLUMNS = shapeOf(TABLE).names;
/** Rows of one transaction where rows come without a pause: the default of the program. */
const BULK_ROWS = 10_000;
const LIVE_ROWS = 5_000;
/** Batches that a live sender has on their way. */
const LIVE_OUTSTANDING = 3;

/** Disks of devices, polled one after the other: in the order of time, devices mixed. */
function makeRows(since) {
  const devices = 500;
  const mounts = ['/', '/var', '/home', '/srv'];
  return Array.from({ length: ROWS }, (_, i) => {
    const device = Math.floor(i / mounts.length) % devices;
    const total = 512_110_190_592;
    const used = (i * 7_919_317) % total;
    return {
      timestamp: since + Math.floor(i / 4) * 5_000 + (i % 4),
      poller_id: `poller-${device % 8}`,
      agent_id: `agent-${device % 32}`,
      host_id: `host-${device}.example.net`,
      mount_point: mounts[i % mounts.length],
      device_name: `/dev/nvme0n1p${i % mounts.length}`,
      total_bytes: total,
      used_bytes: used,
      available_bytes: total - used,
      usage_percent: (100 * used) / total,
      device_id: `default:10.${device >> 8}.${device & 255}.7`,
      partition: 'default',
    };
  });
}

/** A text encoder as fast as text allows: no value of these rows needs an escape. */
function* textPieces(rows) {
  let text = '';
  for (const row of rows) {
    text += `${formatInstant(row.timestamp)}\t${row.poller_id}\t${row.agent_id}\t${row.host_id}\t${row.mount_point}\t${row.device_name}\t${row.total_bytes}\t${row.used_bytes}\t${row.available_bytes}\t${row.usage_percent}\t${row.device_id}\t${row.partition}\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

async function main() {
  const configuration = { max_wal_size: '4GB', shared_buffers: '1GB' };
  report(await onEachEngine({ only: options.engine, configuration }, measure));
}

async function measure({ target }, folder) {
  const database = await connect(target, { maxConnections: 6 });
  try {
    await applySchema(database, { log: silentLogger, programVersion: 'bench' });
    const since = systemClock.now() - 3_600_000_000;
    const rows = makeRows(since);
    const bounds = { from: since - 43_200_000_000, to: since + 43_200_000_000 };
    await ensureChunks(database, CATALOGUE[TABLE], bounds);
    const file = join(folder, 'rows.txt');
    await writeFile(file, Buffer.concat([...textPieces(rows)]));
    const bench = { database, target, rows, file };
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const runs = {};
      runs.copy = await run(bench, copyByPsql);
      for (const name of ONLY) runs[name] = await run(bench, WAYS[name]);
      if (round > 0) rounds.push(runs);
      process.stderr.write(
        `round ${round}: ${Object.entries(runs)
          .map(([name, one]) => `${name} ${Math.round(one.rows_per_second)}`)
          .join(' ')}\n`,
      );
    }
    return {
      server: database.engine.serverVersion,
      timescaledb: database.engine.timescaledbVersion,
      ways: Object.fromEntries(['copy', ...ONLY].map((name) => [name, summarise(rounds, name)])),
    };
  } finally {
    await database.close();
  }
}

/** Empties the table, runs one way, and measures it from outside. */
async function run(bench, way) {
  const { database } = bench;
  await database.script('bench.empty', `truncate radar.${TABLE}, radar.rollup_touched`);
  if (way === WAYS.again) await WAYS.bulk(bench);
  await database.script('bench.checkpoint', 'checkpoint');
  const before = await readServer(database);
  const cpu = process.cpuUsage();
  const started = performance.now();
  await way(bench);
  const seconds = (performance.now() - started) / 1_000;
  const used = process.cpuUsage(cpu);
  const after = await readServer(database);
  const [{ count }] = await database.query(
    'bench.count',
    sql`select count(*) from ${database.relation(TABLE)}`,
  );
  if (count !== ROWS) throw new Error(`${count} rows, not ${ROWS}`);
  const million = 1e6 / ROWS;
  return {
    rows_per_second: ROWS / seconds,
    client_cpu_seconds_per_million: ((used.user + used.system) / 1e6) * million,
    server_cpu_seconds_per_million: (after.cpu - before.cpu) * million,
    wal_bytes_per_row: (after.wal - before.wal) / ROWS,
  };
}

const WAYS = {
  bulk: (bench) => write(bench, { connections: 1, batchRows: BULK_ROWS, outstanding: 12 }),
  two: (bench) => write(bench, { connections: 2, batchRows: BULK_ROWS, outstanding: 16 }),
  live: (bench) =>
    write(bench, { connections: 1, batchRows: LIVE_ROWS, outstanding: LIVE_OUTSTANDING }),
  again: (bench) => write(bench, { connections: 1, batchRows: BULK_ROWS, outstanding: 12 }),
  text: ({ database, rows }) => bareCopy(database, 'text', textPieces(rows)),
  binary: ({ database, rows }) => bareCopy(database, 'binary', binaryPieces(rows)),
};

function* binaryPieces(rows) {
  const shape = shapeOf(TABLE);
  const values = function* () {
    for (let from = 0; from < rows.length; from += 500) {
      const checked = { rows: [], refused: [] };
      checkRows(checked, shape, { caller: 0, rows, from, to: Math.min(from + 500, rows.length) });
      for (const one of checked.rows) yield one.values;
    }
  };
  yield* encoderOf(shape).pieces(values());
}

async function bareCopy(database, format, pieces) {
  const statement = sql`copy radar.disk_metrics (timestamp, poller_id, agent_id, host_id, mount_point, device_name, total_bytes, used_bytes, available_bytes, usage_percent, device_id, partition) from stdin`;
  const text = format === 'text' ? statement.text : `${statement.text} (format binary)`;
  if (COLUMNS.length !== 12) throw new Error('the columns are others');
  await database.transaction('bench.copy', (session) =>
    copyIn(session, 'bench.copy', { statement: { text, values: [] }, pieces }),
  );
}

/** Hands rows to the writer, several batches on their way at a time, as receivers do. */
async function write({ database, rows }, { connections, batchRows, outstanding }) {
  const writer = startWriter({
    database,
    clock: systemClock,
    metrics: createMetrics('bench'),
    log: silentLogger,
    connections,
    batchRows,
    queueRows: 10_000_000,
    queueBytes: 2 ** 34,
  });
  let next = 0;
  const send = async () => {
    while (next < rows.length) {
      const batch = rows.slice(next, next + LIVE_ROWS);
      next += batch.length;
      await writer.write({ rows: { [TABLE]: batch } });
    }
  };
  await Promise.all(Array.from({ length: outstanding }, send));
  await writer.stop(60_000);
}

async function copyByPsql({ target, file }) {
  const { host, port, user, password, database } = target;
  const command = `\\copy radar.${TABLE} (${COLUMNS.map((name) => `"${name}"`).join(', ')}) from '${file}'`;
  const child = spawn(
    'psql',
    ['-X', '-q', '-h', host, '-p', String(port), '-U', user, '-d', database, '-c', command],
    { env: { ...process.env, PGPASSWORD: password }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}

const TICKS = 100;

/** CPU seconds of the server with all its processes, those that ended among them, and its WAL. */
async function readServer(database) {
  const [row] = await database.query(
    'bench.server',
    sql`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as wal, pg_backend_pid() as pid`,
  );
  const parent = Number(statOf(row.pid)[1]);
  let ticks = statOf(parent)
    .slice(11, 15)
    .reduce((sum, one) => sum + Number(one), 0);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    if (Number(stat?.[1]) === parent) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return { wal: row.wal, cpu: ticks / TICKS };
}

/** The fields of a process from its state on; undefined where it is gone. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  } catch {
    return undefined;
  }
}

function summarise(rounds, name) {
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const of = (field) => median(rounds.map((runs) => runs[name][field]));
  const ratios = rounds.map((runs) => runs[name].rows_per_second / runs.copy.rows_per_second);
  return {
    ratio: Number(median(ratios).toFixed(2)),
    least: Number(Math.min(...ratios).toFixed(2)),
    greatest: Number(Math.max(...ratios).toFixed(2)),
    rows_per_second: Math.round(of('rows_per_second')),
    client_cpu_seconds_per_million: Number(of('client_cpu_seconds_per_million').toFixed(2)),
    server_cpu_seconds_per_million: Number(of('server_cpu_seconds_per_million').toFixed(2)),
    wal_bytes_per_row: Math.round(of('wal_bytes_per_row')),
  };
}

function report(results) {
  const machine = `${cpus().length} cores, Node ${process.versions.node}, ${ROWS} rows of ${TABLE}, ${ROUNDS} rounds`;
  if (options.json) return console.log(JSON.stringify({ machine, results }, null, 2));
  console.log(machine);
  for (const { ways, ...engine } of results) {
    console.log(JSON.stringify(engine));
    console.table(ways);
  }
}

await main();
