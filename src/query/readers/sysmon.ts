import type { Database } from '../../database/index.ts';
import {
  chooseStep,
  readSeries,
  type SeriesRequest,
  type SeriesRow,
  type SeriesSource,
} from './series.ts';

export type SysmonKind = 'cpu' | 'memory' | 'disk' | 'processes';

const BYTES = ['total_bytes', 'used_bytes', 'available_bytes'];

export const SYSMON_SOURCES: { readonly [K in SysmonKind]: SeriesSource } = {
  cpu: {
    dataset: 'cpu_metrics',
    series: ['core_id'],
    described: ['label', 'cluster'],
    averaged: ['usage_percent', 'frequency_hz'],
    extremes: 'usage_percent',
  },
  memory: {
    dataset: 'memory_metrics',
    series: [],
    described: [],
    averaged: [...BYTES, 'usage_percent'],
    whole: BYTES,
    extremes: 'usage_percent',
  },
  disk: {
    dataset: 'disk_metrics',
    series: ['mount_point'],
    described: ['device_name'],
    averaged: [...BYTES, 'usage_percent'],
    whole: BYTES,
    extremes: 'usage_percent',
  },
  processes: {
    dataset: 'process_metrics',
    series: ['pid', 'name'],
    described: [],
    newest: ['status', 'start_time'],
    averaged: ['cpu_usage', 'memory_usage'],
    whole: ['memory_usage'],
  },
};

const CLUSTERS: SeriesSource = {
  dataset: 'cpu_cluster_metrics',
  series: ['cluster'],
  described: [],
  averaged: ['frequency_hz'],
};

export interface SysmonAnswer {
  readonly kind: SysmonKind;
  /** Newest first. */
  readonly rows: readonly SeriesRow[];
  /** Clusters of cores, for `cpu` only; newest first. */
  readonly clusters: readonly SeriesRow[];
  /** Null when the rows are as they were stored. */
  readonly stepMicros: number | null;
}

/** Reads one kind of sysmon series (facts: telemetry §2.2). */
export async function readSysmon(
  database: Database,
  kind: SysmonKind,
  request: Omit<SeriesRequest, 'source'>,
): Promise<SysmonAnswer> {
  const whole = { ...request, source: SYSMON_SOURCES[kind] };
  const stepMicros = await chooseStep(database, whole);
  const [rows, clusters] = await Promise.all([
    readSeries(database, whole, stepMicros),
    kind === 'cpu' ? readSeries(database, { ...request, source: CLUSTERS }, stepMicros) : [],
  ]);
  return {
    kind,
    rows,
    clusters: request.latest ? ofSameSamples(clusters, rows) : clusters,
    stepMicros,
  };
}

/** A device that no longer reports clusters has older ones, which are not its newest sample. */
function ofSameSamples(
  clusters: readonly SeriesRow[],
  rows: readonly SeriesRow[],
): readonly SeriesRow[] {
  const newest = new Map(rows.map((row) => [row.device_id, row.timestamp]));
  return clusters.filter((row) => newest.get(row.device_id) === row.timestamp);
}
