import { arch, cpus } from 'node:os';
import { MICROS_PER_SECOND, RadarError } from '../../core/index.ts';
import type { LoadDataset } from '../../ingest/index.ts';
import type { Call, Command } from '../command.ts';
import { commandLog } from '../database.ts';
import { EXIT } from '../exit.ts';
import type { Batch, Contestant } from './contest.ts';
import { measureDataset } from './measure.ts';
import { BENCH_OPTIONS, type BenchOptions, readOptions, type Way } from './options.ts';
import { resultsText } from './report.ts';
import { type Result, resultsOf } from './result.ts';
import { type Scratch, withScratch } from './scratch.ts';
import { type ServeProcess, startServe } from './serve-process.ts';

/** Rows begin so long ago, which every retention keeps and leaves room for many. */
const BEGIN_SECONDS = 86_400;
const HOUR = 3_600 * MICROS_PER_SECOND;

/** Ways that lead through `radarstore serve`. */
const SERVED: readonly Way[] = ['http', 'otlp'];

export const benchIngest: Command = {
  name: 'bench ingest',
  summary: 'measure how fast rows are stored, beside psql \\copy',
  description: `Stores made-up telemetry of a fleet of devices by several ways in turn, round by round: psql's
\\copy of the same rows into the same table (or its bytes by our own connection where there is no
psql), the writer in this process, and HTTP and OTLP of a \`radarstore serve\` beside it. Before each
run the table is emptied and a checkpoint made; after it the rows are counted.

It works on a scratch database, which is gone afterwards: a PostgreSQL of its own in a temporary
folder, or with a database URL a schema of its own there. Sender, store and database share the cores
of one machine here, so what a sender uses is taken from the others.`,
  settings: ['database.url', 'ingest.', 'log.'],
  options: BENCH_OPTIONS,
  json: true,
  examples: [
    { line: 'radarstore bench ingest', meaning: 'the writer beside psql' },
    { line: 'radarstore bench ingest --way all --dataset logs', meaning: 'all ways' },
    {
      line: 'radarstore bench ingest --way http --rate 20000 --rounds 1',
      meaning: 'latencies under a steady load',
    },
  ],
  async run(call) {
    const options = readOptions(call.options);
    const stop = call.io.watchForStop();
    let stopped = false;
    void stop.asked.then(() => {
      stopped = true;
    });
    try {
      const answer = await withScratch(call, (scratch) =>
        measure(call, scratch, { ...options, progress: (what) => tell(call, what, stopped) }),
      );
      call.answer(`${machineText(answer)}\n\n${resultsText(answer.results)}`, answer);
      return EXIT.done;
    } finally {
      stop.dispose();
    }
  },
};

/** Between two runs is the place to stop. */
function tell(call: Call, what: string, stopped: boolean): void {
  if (stopped) {
    throw new RadarError('STOPPING', 'The measurement was stopped before it had an answer.', {
      hint: 'Ask for fewer rows or rounds.',
    });
  }
  if (call.io.stderr.terminal) call.io.stderr.write(`${what}\n`);
}

interface Told {
  progress(what: string): void;
}

async function measure(
  call: Call,
  scratch: Scratch,
  { progress, ...options }: BenchOptions & Told,
) {
  const { database } = scratch;
  const writer = await startBenchWriter(call, scratch);
  let serve: ServeProcess | null = null;
  try {
    if (options.ways.some((way) => SERVED.includes(way))) serve = await startServe(scratch);
    const contestants = await contestantsOf(options, { scratch, serve, writer });
    const results: Result[] = [];
    for (const dataset of options.datasets) {
      const measuring = {
        database,
        clock: call.io.clock,
        processes: { serve: serve?.pid ?? null, database: scratch.serverPid },
        contestants,
        rounds: options.rounds,
        underWay: options.underWay,
        intervalMs: options.rate === undefined ? undefined : (options.batch / options.rate) * 1_000,
        progress,
      };
      const batches = await makeBatches(call, dataset, options);
      results.push(...resultsOf(dataset, await measureDataset(measuring, dataset, batches)));
    }
    return { ...(await machineOf(call, scratch)), options: { ...options }, results };
  } finally {
    await writer.stop(10_000);
    await serve?.stop();
  }
}

async function startBenchWriter(call: Call, { database }: Scratch) {
  const { startWriter } = await import('../../ingest/index.ts');
  const { createMetrics } = await import('../../observe/index.ts');
  const { PROGRAM_VERSION } = await call.io.loadApp();
  const settings = call.settings();
  return startWriter({
    database,
    clock: call.io.clock,
    metrics: createMetrics(PROGRAM_VERSION),
    log: commandLog(call, settings),
  });
}

interface Parts {
  readonly scratch: Scratch;
  readonly serve: ServeProcess | null;
  readonly writer: Awaited<ReturnType<typeof startBenchWriter>>;
}

async function contestantsOf(options: BenchOptions, parts: Parts): Promise<Contestant[]> {
  const { scratch, serve, writer } = parts;
  const {
    hasPsql,
    httpContestant,
    otlpContestant,
    passThroughContestant,
    psqlContestant,
    writerContestant,
  } = await import('./contestants/index.ts');
  const psql = await hasPsql();
  const byWay: { readonly [W in Way]: () => Contestant } = {
    copy: () => (psql ? psqlContestant(scratch) : passThroughContestant(scratch)),
    writer: () => writerContestant(writer),
    http: () => httpContestant(serve?.http ?? ''),
    otlp: () => otlpContestant(serve?.otlp ?? ''),
  };
  return options.ways.map((way) => byWay[way]());
}

/** All rows of one dataset, made before anything is measured. */
async function makeBatches(
  call: Call,
  dataset: LoadDataset,
  { rows, batch, seed, devices }: BenchOptions,
): Promise<Batch[]> {
  const { loadRows } = await import('../../ingest/index.ts');
  const now = call.io.clock.now() - BEGIN_SECONDS * MICROS_PER_SECOND;
  const from = Math.floor(now / HOUR) * HOUR;
  const batches: object[][] = [];
  let [made, open]: [number, object[]] = [0, []];
  for (const row of loadRows(dataset, { seed, devices, from })) {
    open.push(row);
    made++;
    if (open.length === batch || made === rows) {
      batches.push(open);
      open = [];
    }
    if (made === rows) break;
  }
  return batches;
}

async function machineOf(call: Call, { database, description }: Scratch) {
  const { PROGRAM_VERSION } = await call.io.loadApp();
  const { engine } = database;
  return {
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      architecture: arch(),
      node: process.versions.node,
      radarstore: PROGRAM_VERSION,
    },
    database: description,
    engine: engine.name,
    server: engine.serverVersion,
    timescaledb: engine.timescaledbVersion,
  };
}

type Answer = Awaited<ReturnType<typeof measure>>;

function machineText({ machine, database, engine, server, timescaledb, options }: Answer): string {
  const versions = `${engine}, PostgreSQL ${server}${timescaledb === null ? '' : `, TimescaleDB ${timescaledb}`}`;
  const pace =
    options.rate === undefined ? `${options.underWay} under way` : `${options.rate} rows/s`;
  return `${machine.cores} cores (${machine.cpu}), Node ${machine.node}; ${database} (${versions})
${options.rows} rows of ${options.devices} devices in batches of ${options.batch}, ${pace}, ${options.rounds} rounds, seed ${options.seed}`;
}
