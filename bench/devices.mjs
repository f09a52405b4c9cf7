/**
 * How long reads of the device inventory take over HTTP, on each engine of this machine: lists by
 * filter, order, page and cursor, searches, one device, its explanation and its changes, and the
 * statistics, at a hundred thousand devices.
 *
 *     npm run build && node bench/devices.mjs [--devices 100000] [--reads 100] [--engine postgres] [--json]
 *
 * Run it on a machine that does nothing else; the load average is printed with the figures.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { systemClock } from '../dist/core/index.js';
import { applyReconcile, applySchema } from '../dist/database/index.js';
import { createHealth, createMetrics, silentLogger } from '../dist/observe/index.js';
import { buildServer } from '../dist/server/index.js';
import { fillDevices } from './devices/fill.mjs';
import { readsOf } from './devices/reads.mjs';
import { connect, onEachEngine } from './engine.mjs';

const { values: options } = parseArgs({
  options: {
    devices: { type: 'string', default: '100000' },
    reads: { type: 'string', default: '100' },
    engine: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const DEVICES = Number(options.devices);
const READS = Number(options.reads);

async function measure({ target }) {
  const database = await connect(target, { maxConnections: 4 });
  try {
    await applySchema(database, { log: silentLogger, programVersion: 'bench' });
    const desired = { retention: new Map(), intervalMs: 600_000 };
    await applyReconcile(database, {
      desired,
      actor: 'bench',
      mayShorten: false,
      programVersion: 'bench',
      log: silentLogger,
    });
    await fillDevices(database, DEVICES);
    const app = buildServer(partsOver(database));
    try {
      const address = await app.listen({ host: '127.0.0.1', port: 0 });
      return { server: database.engine.serverVersion, reads: await measureReads(address) };
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}

async function measureReads(address) {
  const figures = {};
  for (const [name, read] of readsOf(DEVICES)) {
    if (options.only !== undefined && !name.includes(options.only)) continue;
    const times = [];
    for (let count = 0; count < READS + 5; count++) {
      const since = performance.now();
      const request = read(count);
      const answer = await fetch(`${address}${request.path}`, request);
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${request.path}: ${answer.status} ${text}`);
      if (count >= 5) times.push(performance.now() - since);
      request.next?.(answer);
    }
    times.sort((a, b) => a - b);
    const at = (share) => Number(times[Math.floor(share * (times.length - 1))].toFixed(1));
    figures[name] = { p50: at(0.5), p95: at(0.95), most: at(1) };
  }
  return figures;
}

/** The HTTP API alone, as `radarstore serve` builds it. */
function partsOver(database) {
  return {
    database,
    embedded: true,
    clock: systemClock,
    health: createHealth(),
    metrics: createMetrics('bench'),
    log: silentLogger,
    version: 'bench',
    maintenanceIntervalMs: 600_000,
    ingest: { writer: { write: async () => ({}) }, database, registry: {} },
    self: () => ({}),
    consoleFolder: null,
  };
}

const results = await onEachEngine(
  { only: options.engine, configuration: { max_wal_size: '4GB' } },
  measure,
);
if (options.json) console.log(JSON.stringify({ devices: DEVICES, results }, null, 2));
else {
  console.log(
    `${DEVICES} devices, ${READS} reads each, load average ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
  );
  for (const { engine, server, reads, measured } of results) {
    console.log(`\n${engine} ${measured ?? `on PostgreSQL ${server}`}`);
    for (const [name, { p50, p95, most }] of Object.entries(reads ?? {})) {
      console.log(
        `  ${name.padEnd(56)} p50 ${String(p50).padStart(7)}  p95 ${String(p95).padStart(7)}  most ${String(most).padStart(7)} ms`,
      );
    }
  }
}
