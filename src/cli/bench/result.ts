import type { LoadDataset } from '../../ingest/index.ts';
import type { Run } from './contest.ts';
import { median, percentile } from './percentile.ts';

/** A ratio of two ways, from the rounds in which both ran. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** What one way reached with one dataset: medians over the rounds, latencies over all batches. */
export interface Result {
  readonly dataset: LoadDataset;
  readonly way: string;
  readonly rounds: number;
  readonly rows_per_second: number;
  /** Against the first way, round by round; null for the first itself. */
  readonly ratio: Ratio | null;
  readonly latency_ms: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  /** Of one core, while it ran. */
  readonly client_cpu_percent: number;
  readonly serve_cpu_percent: number | null;
  readonly database_cpu_seconds_per_million_rows: number | null;
  readonly peak_client_bytes: number;
  readonly peak_serve_bytes: number | null;
  readonly wal_bytes_per_row: number | null;
  /** Batches that found no room, over all rounds. */
  readonly turned_away: number;
}

/** One result per way, in the order in which the ways appear in the first round. */
export function resultsOf(dataset: LoadDataset, runs: readonly Run[]): Result[] {
  const ways = new Map<string, Run[]>();
  for (const run of [...runs].sort((a, b) => a.place - b.place)) {
    ways.set(run.contestant, [...(ways.get(run.contestant) ?? []), run]);
  }
  const [first] = ways.keys();
  return [...ways].map(([way, own]) => ({
    dataset,
    way,
    rounds: own.length,
    rows_per_second: Math.round(middle(own, speedOf) ?? 0),
    ratio: way === first ? null : ratioOf(own, ways.get(first ?? '') ?? []),
    latency_ms: latenciesOf(own),
    client_cpu_percent: Math.round(
      middle(own, (run) => share(run, run.usage.cpuSeconds.client)) ?? 0,
    ),
    serve_cpu_percent: rounded(
      middle(own, (run) => share(run, run.usage.cpuSeconds.serve)),
      0,
    ),
    database_cpu_seconds_per_million_rows: rounded(middle(own, databaseCpu), 2),
    peak_client_bytes: Math.max(...own.map((run) => run.usage.peakBytes.client)),
    peak_serve_bytes: greatest(own.map((run) => run.usage.peakBytes.serve)),
    wal_bytes_per_row: rounded(
      middle(own, ({ walBytes, delivery }) =>
        walBytes === null ? null : walBytes / delivery.rows,
      ),
      0,
    ),
    turned_away: own.reduce((sum, run) => sum + run.delivery.turnedAway, 0),
  }));
}

const speedOf = ({ delivery }: Run) => delivery.rows / delivery.seconds;

const share = ({ delivery }: Run, seconds: number | null) =>
  seconds === null ? null : (seconds / delivery.seconds) * 100;

function databaseCpu({ usage, delivery }: Run): number | null {
  const { database } = usage.cpuSeconds;
  return database === null ? null : (database / delivery.rows) * 1e6;
}

function middle(runs: readonly Run[], read: (run: Run) => number | null): number | null {
  return median(runs.map(read).filter((value) => value !== null));
}

function ratioOf(own: readonly Run[], others: readonly Run[]): Ratio | null {
  const ratios = own.flatMap((run) => {
    const other = others.find(({ round }) => round === run.round);
    return other === undefined ? [] : [speedOf(run) / speedOf(other)];
  });
  const value = median(ratios);
  if (value === null) return null;
  return {
    median: rounded(value, 3) ?? 0,
    least: rounded(Math.min(...ratios), 3) ?? 0,
    greatest: rounded(Math.max(...ratios), 3) ?? 0,
  };
}

function latenciesOf(runs: readonly Run[]): Result['latency_ms'] {
  const all = runs.flatMap((run) => run.delivery.latenciesMs);
  const at = (part: number) => rounded(percentile(all, part), 1);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
