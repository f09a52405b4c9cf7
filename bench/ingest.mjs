/**
 * What the write path reaches on this machine, on each engine that it has, and what others that a
 * user might run instead reach beside it: `radarstore bench ingest` by all ways, samples by remote
 * write against VictoriaMetrics and Prometheus, rows against ClickHouse's engine.
 *
 *     npm run build && node bench/ingest.mjs [--rows 200000] [--rounds 5] [--datasets a,b]
 *         [--without-rivals] [--json] [--write docs/guide/performance.md]
 *
 * `--write` puts the figures into a page, between its marks.
 */
import { spawn } from 'node:child_process';
import { arch, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServe } from '../dist/cli/bench/serve-process.js';
import { applySchema } from '../dist/database/index.js';
import { loadRows, ndjsonOf } from '../dist/ingest/index.js';
import { silentLogger } from '../dist/observe/index.js';
import { connect, onEachEngine } from './engine.mjs';
import { freePort } from './port.mjs';
import { writePage } from './rivals/page.mjs';
import { race } from './rivals/race.mjs';
import { clickhouseRows, radarstoreRows } from './rivals/row-stores.mjs';
import { prometheusStore, radarstoreStore, victoriaStore } from './rivals/sample-stores.mjs';
import { sampleRequests } from './rivals/samples.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    datasets: { type: 'string', default: 'cpu_metrics,timeseries_metrics,logs,otel_traces' },
    'without-rivals': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'string' },
  },
});
const ROWS = Number(options.rows);
const ROUNDS = Number(options.rounds);
const LOAD = { rows: ROWS, devices: 500, batch: 5_000, seed: 1 };
const PROGRAM = join(import.meta.dirname, '../dist/cli/main.js');
const HOUR = 3_600_000_000;

async function main() {
  const port = await freePort();
  const engines = await onEachEngine({ port }, measureEngine);
  const report = { machine: machine(), options: { ...LOAD, rounds: ROUNDS }, engines };
  report.engines.push({ engine: 'timescale', measured: 'not measured: the engine is absent' });
  if (options.write !== undefined) await writePage(options.write, report);
  console.log(options.json ? JSON.stringify(report, null, 2) : summary(report));
}

async function measureEngine(server, folder) {
  const ways = await runCommand(server.url());
  const result = { server: ways.server, timescaledb: ways.timescaledb, ways: ways.results };
  if (options['without-rivals']) return result;
  const database = await connect(server.target);
  const scratch = { url: server.url(), schema: 'radar', folder };
  await applySchema(database, { log: silentLogger, programVersion: 'bench' });
  const serve = await startServe(scratch);
  try {
    const own = { serve, database, serverPid: server.pid() };
    return { ...result, samples: await raceSamples(own), rows: await raceRows(own) };
  } finally {
    await serve.stop();
    await database.close();
  }
}

/** The command as a user runs it. */
async function runCommand(url) {
  const args = ['bench', 'ingest', '--json', '--way', 'all', '--dataset', options.datasets];
  args.push('--rows', String(ROWS), '--rounds', String(ROUNDS), '--devices', String(LOAD.devices));
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`radarstore bench ingest ended with code ${code}`);
  return JSON.parse(said);
}

function beginning() {
  return Math.floor((Date.now() * 1_000 - 24 * HOUR) / HOUR) * HOUR;
}

async function raceSamples(own) {
  const requests = sampleRequests({ ...LOAD, from: beginning() });
  const senders = requests.map((list) =>
    list.map(({ body, samples }) => ({ body, rows: samples })),
  );
  const stores = [radarstoreStore(own), await victoriaStore(), await prometheusStore()];
  return race(stores, senders, { rounds: ROUNDS, dataset: 'timeseries_metrics' });
}

async function raceRows(own) {
  const stores = [radarstoreRows(own), await clickhouseRows()];
  const results = {};
  for (const dataset of ['cpu_metrics', 'logs']) {
    const batches = [];
    let open = [];
    let made = 0;
    for (const row of loadRows(dataset, { ...LOAD, from: beginning() })) {
      open.push(row);
      made++;
      if (open.length === LOAD.batch || made === ROWS) {
        batches.push({ body: ndjsonOf(dataset, open), rows: open.length });
        open = [];
      }
      if (made === ROWS) break;
    }
    // Two senders, as HTTP has them.
    const senders = [0, 1].map((half) => batches.filter((_, i) => i % 2 === half));
    results[dataset] = await race(stores, senders, { rounds: ROUNDS, dataset });
  }
  return results;
}

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 1_024 ** 3),
    architecture: arch(),
    node: process.versions.node,
    load_before: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

function summary({ machine, engines }) {
  const lines = [`${machine.cores} cores (${machine.cpu}), Node ${machine.node}, ${ROWS} rows`];
  for (const { engine, measured, ways = [], samples = [], rows = {} } of engines) {
    if (measured !== undefined) lines.push(`${engine}: ${measured}`);
    for (const { dataset, way, rows_per_second, ratio } of ways) {
      lines.push(`${engine}  ${dataset}  ${way}  ${rows_per_second}/s  ${ratio?.median ?? 1}`);
    }
    for (const [what, list] of [['samples', samples], ...Object.entries(rows)]) {
      for (const { store, rows_per_second, ratio } of list) {
        lines.push(`${engine}  ${what}  ${store}  ${rows_per_second}/s  ${ratio}`);
      }
    }
  }
  return lines.join('\n');
}

await main();
