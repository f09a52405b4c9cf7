/**
 * How fast observations become devices: 50,000 observations of 10,000 devices, folded in one transaction,
 * against one raw upsert of the device rows that come out, in the same table and with the same indexes; new
 * devices, and known ones that are seen again. New ones also against a raw insert of all that they leave
 * behind: reports, claims, ids and changes are rows too. And against what a source of truth without a fold does: one
 * select and one insert or update an observation, as an application over an ORM would.
 *
 *     npm run build && node bench/fold.mjs [--devices 10000] [--observations 50000] [--rounds 5] [--engine postgres] [--json]
 *
 * Each figure is the median over rounds; the first round is thrown away. Run it on a machine that does
 * nothing else; the load average is printed with the figures.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { CATALOGUE } from '../dist/catalogue/index.js';
import { systemClock } from '../dist/core/index.js';
import { applySchema, ensureChunks, sql } from '../dist/database/index.js';
import { foldObservations, normalise } from '../dist/inventory/index.js';
import { silentLogger } from '../dist/observe/index.js';
import { connect, onEachEngine } from './engine.mjs';

const { values: options } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    observations: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const DEVICES = Number(options.devices);
const OBSERVATIONS = Number(options.observations);
const ROUNDS = Number(options.rounds);
/** Observations that are stored one by one: enough to tell the rate. */
const NAIVE = 2_000;

/** Reports of Armis, SNMP and sweeps in turn, as they come: devices mixed. */
function observations(since) {
  return Array.from({ length: OBSERVATIONS }, (_, index) => {
    const device = (index * 7_919) % DEVICES;
    const ip = `10.${device >> 16}.${(device >> 8) & 255}.${device & 255}`;
    const hex = device.toString(16).padStart(6, '0');
    const source = ['armis', 'snmp', 'sweep'][index % 3];
    return normalise({
      observedAt: since + index * 1_000,
      deviceId: `default:${ip}`,
      partition: 'default',
      source,
      agentId: `agent-${device % 32}`,
      pollerId: `poller-${device % 8}`,
      ip,
      mac: `02:00:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`,
      hostname: `host-${device}.example.net`,
      available: index % 17 !== 0,
      metadata: {
        armis_device_id: String(1_000_000 + device),
        device_type: 'switch',
        vendor: 'Example Networks',
        model: `EX-${device % 40}`,
        site: `site-${device % 120}`,
        os_version: `17.${device % 9}.${index % 3}`,
        scan_availability_percent: String(80 + (index % 20)),
      },
    });
  });
}

const TABLES =
  'unified_devices, device_reports, identity_claims, device_redirects, device_changes, device_merge_audit';

async function empty(database) {
  const names = TABLES.split(', ').map((name) => `radar.${name}`);
  await database.script('bench.empty', `truncate ${names.join(', ')}`);
}

async function timed(work) {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** The rows of the table as one text, and an upsert of it that the same table takes. */
async function rawUpsert(database) {
  const columns = Object.keys(CATALOGUE.unified_devices.columns).filter(
    (name) => name !== 'updated_at',
  );
  const list = columns.map((name) => `"${name}"`).join(', ');
  const [{ rows }] = await database.query(
    'bench.rows',
    sql`select json_agg(device)::text as rows from radar.unified_devices as device`,
  );
  const set = columns
    .filter((name) => name !== 'device_id')
    .map((name) => `"${name}" = excluded."${name}"`);
  await database.script(
    'bench.raw',
    `create or replace function radar.bench_raw(given jsonb) returns void language sql as $$
       insert into radar.unified_devices (${list})
       select ${list} from jsonb_populate_recordset(null::radar.unified_devices, given)
       on conflict (device_id) do update set ${set.join(', ')}, updated_at = now() $$`,
  );
  return () =>
    database.transaction('bench.raw', (session) =>
      session.query('bench.raw', sql`select radar.bench_raw(${rows}::jsonb)`),
    );
}

/** The rows of all tables that new devices fill, as text, and an insert of them. */
async function rawInsert(database) {
  const filled = [];
  for (const table of TABLES.split(', ')) {
    const [{ rows }] = await database.query('bench.rows', {
      text: `select json_agg(one)::text as rows from radar.${table} as one`,
      values: [],
    });
    if (rows !== null) filled.push({ table, rows });
  }
  return () =>
    database.transaction('bench.raw', async (session) => {
      for (const { table, rows } of filled) {
        await session.query('bench.raw', {
          text: `insert into radar.${table} select * from jsonb_populate_recordset(null::radar.${table}, $1::jsonb)`,
          values: [rows],
        });
      }
    });
}

/** One select, then one insert or update, and a commit, for each observation. */
async function naive(database, given) {
  for (const one of given) {
    const [known] = await database.query(
      'bench.find',
      sql`select device_id, metadata from radar.unified_devices where device_id = ${one.deviceId}`,
    );
    if (known === undefined) continue;
    await database.execute(
      'bench.update',
      sql`update radar.unified_devices
             set ip = ${one.ip}, hostname = ${one.hostname}, mac = ${one.mac},
                 is_available = ${one.available}, metadata = ${JSON.stringify(one.metadata)}::jsonb,
                 updated_at = now()
           where device_id = ${one.deviceId}`,
    );
  }
}

async function measure({ target }) {
  const database = await connect(target, { maxConnections: 2 });
  try {
    await applySchema(database, { log: silentLogger, programVersion: 'bench' });
    const now = systemClock.now();
    for (const name of ['device_changes', 'device_merge_audit']) {
      await ensureChunks(database, CATALOGUE[name], { from: now, to: now });
    }
    const fold = (given) =>
      database.transaction('bench.fold', (session) => foldObservations(database, session, given));
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const first = observations(now - 7_200_000_000);
      const later = observations(now - 3_600_000_000);
      await empty(database);
      const made = await timed(() => fold(first));
      const rawAll = await rawInsert(database);
      const again = await timed(() => fold(later));
      const raw = await rawUpsert(database);
      const updated = await timed(raw);
      await empty(database);
      const inserted = await timed(raw);
      await empty(database);
      const insertedAll = await timed(rawAll);
      await fold(first);
      const one = await timed(() => naive(database, later.slice(0, NAIVE)));
      rounds.push({
        made,
        again,
        inserted,
        insertedAll,
        updated,
        naive: (one / NAIVE) * OBSERVATIONS,
      });
    }
    return { server: database.engine.serverVersion, figures: figuresOf(rounds.slice(1)) };
  } finally {
    await database.close();
  }
}

function figuresOf(rounds) {
  const median = (of) => {
    const all = rounds.map(of).sort((a, b) => a - b);
    return all[Math.floor(all.length / 2)];
  };
  const round = (value) => Number(value.toFixed(2));
  return {
    newDevicesMs: Math.round(median((one) => one.made)),
    rawInsertMs: Math.round(median((one) => one.inserted)),
    newRatio: round(median((one) => one.inserted / one.made)),
    rawInsertOfAllMs: Math.round(median((one) => one.insertedAll)),
    newRatioOfAll: round(median((one) => one.insertedAll / one.made)),
    knownDevicesMs: Math.round(median((one) => one.again)),
    rawUpdateMs: Math.round(median((one) => one.updated)),
    knownRatio: round(median((one) => one.updated / one.again)),
    oneByOneMs: Math.round(median((one) => one.naive)),
    fasterThanOneByOne: round(median((one) => one.naive / one.again)),
  };
}

const results = await onEachEngine({ only: options.engine }, measure);
if (options.json) console.log(JSON.stringify({ load: loadavg(), results }, null, 2));
else {
  console.log(
    `${OBSERVATIONS} observations of ${DEVICES} devices; load ${loadavg()[0].toFixed(1)}`,
  );
  for (const { engine, server, measured, figures } of results) {
    console.log(`\n${engine} ${server ?? measured}`);
    if (figures !== undefined) console.table(figures);
  }
}
