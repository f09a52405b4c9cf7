import type { DatasetUse } from '../../catalogue/index.ts';
import type { Database } from '../../database/index.ts';
import { chooseResolution, type Resolution } from './resolution.ts';
import { readSeries } from './series.ts';
import type { SeriesRequest, SeriesRow, SeriesSource } from './series-request.ts';

export type SysmonKind = 'cpu' | 'memory' | 'disk' | 'processes';

const BYTES = ['total_bytes', 'used_bytes', 'available_bytes'];
const AVAILABLE = { column: 'available_bytes', of: 'total_bytes', less: 'used_bytes' } as const;

export const SYSMON_SOURCES: { readonly [K in SysmonKind]: SeriesSource } = {
  cpu: {
    dataset: 'cpu_metrics',
    series: ['core_id'],
    described: ['label', 'cluster'],
    averaged: ['usage_percent', 'frequency_hz'],
    extremes: 'usage_percent',
    rollup: 'cpu_metrics_hourly',
  },
  memory: {
    dataset: 'memory_metrics',
    series: [],
    described: [],
    averaged: [...BYTES, 'usage_percent'],
    whole: BYTES,
    extremes: 'usage_percent',
    rollup: 'memory_metrics_hourly',
    remainder: AVAILABLE,
  },
  disk: {
    dataset: 'disk_metrics',
    series: ['mount_point'],
    described: ['device_name'],
    averaged: [...BYTES, 'usage_percent'],
    whole: BYTES,
    extremes: 'usage_percent',
    rollup: 'disk_metrics_hourly',
    remainder: AVAILABLE,
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

/** What {@link readSysmon} reads. */
export const SYSMON_USE: DatasetUse = {
  kind: 'reader',
  part: 'sysmon series',
  datasets: [...Object.values(SYSMON_SOURCES), CLUSTERS].map((source) => source.dataset),
};

export interface SysmonAnswer extends Resolution {
  readonly kind: SysmonKind;
  /** Newest first. */
  readonly rows: readonly SeriesRow[];
  /** Clusters of cores, for `cpu` only; newest first. */
  readonly clusters: readonly SeriesRow[];
}

/**
 * Reads one kind of sysmon series (facts: telemetry §2.2). Clusters of cores have no rollup: those of
 * a long range reach back as far as raw rows do.
 */
export async function readSysmon(
  database: Database,
  kind: SysmonKind,
  request: Omit<SeriesRequest, 'source'>,
): Promise<SysmonAnswer> {
  const whole = { ...request, source: SYSMON_SOURCES[kind] };
  const resolution = await chooseResolution(database, whole);
  const raw = { ...resolution, rollup: null };
  const [rows, clusters] = await Promise.all([
    readSeries(database, whole, resolution),
    kind === 'cpu' ? readSeries(database, { ...request, source: CLUSTERS }, raw) : [],
  ]);
  return {
    kind,
    rows,
    clusters: request.latest ? ofSameSamples(clusters, rows) : clusters,
    ...resolution,
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
