/**
 * What each rollup means, in TypeScript and apart from the SQL of the program: tests compute rollups
 * from the rows that they stored and compare. One model per rollup, each a plain reading of the
 * title and the meanings in the catalogue.
 */
import { ROLLUPS, type Rollup } from '../../src/catalogue/index.ts';
import { type Histogram, histogramOf, type Instant } from '../../src/core/index.ts';

/** A row of a history as it was stored; absent fields are NULL. */
export type RawRow = { readonly [column: string]: unknown };

interface Model {
  /** Values of the columns by which the rollup groups, in their order. */
  readonly group: (row: RawRow) => readonly unknown[];
  readonly tallies?: { readonly [name: string]: (row: RawRow) => boolean };
  readonly measures: { readonly [name: string]: (row: RawRow) => number | bigint | null };
  /** Rows whose values the histogram counts. */
  readonly histograms?: { readonly [name: string]: (row: RawRow) => boolean };
}

const every = () => true;
const columns = (...names: readonly string[]) => {
  return (row: RawRow) => names.map((name) => row[name] ?? null);
};
const value = (name: string) => (row: RawRow) => (row[name] ?? null) as number | bigint | null;
const text = (row: RawRow, name: string) => (row[name] ?? '') as string;

const space = {
  used_bytes: value('used_bytes'),
  total_bytes: value('total_bytes'),
  usage_percent: value('usage_percent'),
};

const summaryGroup = (row: RawRow) => [
  row.device_id,
  row.poller_id ?? '',
  row.agent_id ?? '',
  row.partition ?? 'default',
];

const httpClass = (row: RawRow) => /^([45])\d\d$/.exec(text(row, 'http_status_code'))?.[1];
const grpcFailed = (row: RawRow) => !['', '0'].includes(text(row, 'grpc_status_code'));
const errorLevel = (row: RawRow) =>
  ['error', 'err', 'fatal', 'critical'].includes(text(row, 'level').toLowerCase());

function spanMilliseconds(row: RawRow): number | null {
  const [start, end] = [row.start_time_unix_nano, row.end_time_unix_nano];
  if (start === undefined || start === null || !end) return null;
  const nanos = BigInt(end as number | bigint) - BigInt(start as number | bigint);
  return Number(nanos < 0n ? 0n : nanos) / 1e6;
}

const MODELS: { readonly [rollup: string]: Model } = {
  cpu_metrics_hourly: {
    group: columns('device_id', 'core_id', 'partition'),
    measures: { usage_percent: value('usage_percent'), frequency_hz: value('frequency_hz') },
  },
  memory_metrics_hourly: { group: columns('device_id', 'partition'), measures: space },
  disk_metrics_hourly: {
    group: columns('device_id', 'mount_point', 'partition'),
    measures: space,
  },
  process_metrics_hourly: {
    group: columns('device_id', 'name', 'partition'),
    measures: {
      // The history keeps single precision.
      cpu_usage: (row) => (typeof row.cpu_usage === 'number' ? Math.fround(row.cpu_usage) : null),
      memory_usage: value('memory_usage'),
    },
  },
  timeseries_metrics_hourly: {
    // '' stands for absence in the history's key.
    group: (row) => [
      row.device_id || null,
      ...columns('metric_type', 'metric_name', 'if_index', 'unit', 'partition')(row),
    ],
    measures: { value: value('value') },
    histograms: { value: (row) => ['icmp', 'rperf'].includes(text(row, 'metric_type')) },
  },
  netflow_metrics_hourly: {
    group: columns('sampler_address', 'input_snmp', 'output_snmp', 'protocol', 'partition'),
    measures: { octets: value('octets'), packets: value('packets') },
  },
  rperf_metrics_hourly: {
    group: columns('device_id', 'service_name', 'target', 'partition'),
    tallies: { failed_count: (row) => row.success === false },
    measures: {
      bits_per_second: value('bits_per_second'),
      loss_percent: value('loss_percent'),
      jitter_ms: value('jitter_ms'),
      response_time_ms: (row) =>
        typeof row.response_time_ns === 'number' ? row.response_time_ns / 1e6 : null,
    },
    histograms: { jitter_ms: every, response_time_ms: every },
  },
  otel_metrics_hourly: {
    group: columns('service_name', 'metric_type', 'span_name', 'unit'),
    tallies: {
      slow_count: (row) => row.is_slow === true,
      error_count: (row) => errorLevel(row) || httpClass(row) !== undefined || grpcFailed(row),
      http_4xx_count: (row) => httpClass(row) === '4',
      http_5xx_count: (row) => httpClass(row) === '5',
      grpc_error_count: grpcFailed,
    },
    measures: { value: value('value'), duration_ms: value('duration_ms') },
    histograms: { duration_ms: every },
  },
  logs_severity_hourly: { group: columns('service_name', 'severity_class'), measures: {} },
  otel_traces_hourly: {
    group: columns('service_name', 'name', 'kind'),
    tallies: {
      root_count: (row) => /^0*$/.test(text(row, 'parent_span_id')),
      error_count: (row) => row.status_code === 2,
    },
    measures: { duration_ms: spanMilliseconds },
    histograms: { duration_ms: every },
  },
  device_metrics_summary_cpu: {
    group: summaryGroup,
    measures: { usage_percent: value('usage_percent') },
  },
  device_metrics_summary_disk: {
    group: (row) => [...summaryGroup(row), row.mount_point],
    measures: { total_bytes: value('total_bytes'), used_bytes: value('used_bytes') },
  },
  device_metrics_summary_memory: {
    group: summaryGroup,
    measures: { total_bytes: value('total_bytes'), used_bytes: value('used_bytes') },
  },
};

/** A row of a rollup by its column names, the bucket as an instant. */
export type RollupRow = { readonly [column: string]: unknown };

interface Group {
  readonly keys: readonly unknown[];
  readonly rows: RawRow[];
}

/** The rows of a rollup, computed from all rows of its history. */
export function modelRollup(rollup: Rollup, rows: readonly RawRow[], time: string): RollupRow[] {
  const model = modelOf(rollup);
  const width = rollup.bucketSeconds * 1_000_000;
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const keys = [Math.floor((row[time] as Instant) / width) * width, ...model.group(row)];
    const name = JSON.stringify(keys);
    const group = groups.get(name) ?? { keys, rows: [] };
    groups.set(name, group);
    group.rows.push(row);
  }
  return [...groups.values()].map((group) => rowOf(rollup, model, group, time));
}

function modelOf({ name }: Rollup): Model {
  const model = MODELS[name];
  if (model === undefined) throw new Error(`no model of ${name}: write one in rollup-model.ts`);
  return model;
}

function rowOf(rollup: Rollup, model: Model, { keys, rows }: Group, time: string): RollupRow {
  const row: { [column: string]: unknown } = { bucket: keys[0], sample_count: rows.length };
  rollup.groupBy.forEach(({ name }, index) => {
    row[name] = keys[index + 1];
  });
  for (const [name, counts] of Object.entries(model.tallies ?? {})) {
    row[name] = rows.filter(counts).length;
  }
  for (const [name, measure] of Object.entries(model.measures)) {
    const values = rows.flatMap((raw) => {
      const given = measure(raw);
      return given === null ? [] : [{ at: raw[time] as Instant, value: given }];
    });
    Object.assign(row, statesOf(name, values));
    const counted = model.histograms?.[name];
    if (counted !== undefined) row[`${name}_histogram`] = histogram(rows.filter(counted), measure);
  }
  return row;
}

function histogram(
  rows: readonly RawRow[],
  measure: (row: RawRow) => number | bigint | null,
): Histogram | null {
  return histogramOf(rows.flatMap((row) => measure(row) ?? []).map(Number));
}

interface Sample {
  readonly at: Instant;
  readonly value: number | bigint;
}

const compare = (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** All states; the rollup may keep fewer. */
function statesOf(name: string, samples: readonly Sample[]): RollupRow {
  const byValue = samples.toSorted((a, b) => compare(a.value, b.value));
  const byTime = samples.toSorted((a, b) => compare(a.at, b.at) || compare(a.value, b.value));
  return {
    [`${name}_count`]: samples.length,
    [`${name}_sum`]: samples.length === 0 ? null : sumOf(samples),
    // Against this the error of a sum is measured: what cancels out has left its rounding behind.
    [`${name}_magnitude`]: samples.reduce((sum, { value }) => sum + Math.abs(Number(value)), 0),
    [`${name}_min`]: byValue[0]?.value ?? null,
    [`${name}_max`]: byValue.at(-1)?.value ?? null,
    [`${name}_first`]: byTime[0]?.value ?? null,
    [`${name}_last`]: byTime.at(-1)?.value ?? null,
  };
}

/** Exact where all are whole, else with the errors of addition made good (Neumaier). */
function sumOf(samples: readonly Sample[]): number | bigint {
  if (samples.every(({ value }) => typeof value === 'bigint' || Number.isSafeInteger(value))) {
    return samples.reduce((sum, { value }) => sum + BigInt(value), 0n);
  }
  let sum = 0;
  let lost = 0;
  for (const { value } of samples) {
    const next = sum + Number(value);
    lost +=
      Math.abs(sum) >= Math.abs(Number(value))
        ? sum - next + Number(value)
        : Number(value) - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** Rollups of which there is a model, which must be all. */
export const MODELLED: readonly string[] = Object.keys(MODELS);

/** Rollups without a model. */
export const UNMODELLED = ROLLUPS.filter(({ name }) => !MODELLED.includes(name));
