import type { Database } from '../../database/index.ts';
import { readSeries, type SeriesAnswer, type SeriesRequest, type SeriesSource } from './series.ts';

export type SysmonKind = 'cpu' | 'memory' | 'disk' | 'processes';

const BYTES = ['total_bytes', 'used_bytes', 'available_bytes'];

export const SYSMON_SOURCES: { readonly [K in SysmonKind]: SeriesSource } = {
  cpu: {
    dataset: 'cpu_metrics',
    series: ['core_id'],
    carried: ['label', 'cluster'],
    averaged: ['usage_percent', 'frequency_hz'],
    extremes: 'usage_percent',
  },
  memory: {
    dataset: 'memory_metrics',
    series: [],
    carried: [],
    averaged: [...BYTES, 'usage_percent'],
    whole: BYTES,
    extremes: 'usage_percent',
  },
  disk: {
    dataset: 'disk_metrics',
    series: ['mount_point'],
    carried: ['device_name'],
    averaged: [...BYTES, 'usage_percent'],
    whole: BYTES,
    extremes: 'usage_percent',
  },
  processes: {
    dataset: 'process_metrics',
    series: ['pid', 'name'],
    carried: ['status', 'start_time'],
    averaged: ['cpu_usage', 'memory_usage'],
    whole: ['memory_usage'],
  },
};

const CLUSTERS: SeriesSource = {
  dataset: 'cpu_cluster_metrics',
  series: ['cluster'],
  carried: [],
  averaged: ['frequency_hz'],
};

export interface SysmonAnswer extends SeriesAnswer {
  readonly kind: SysmonKind;
  /** Clusters of cores, for `cpu` only. */
  readonly clusters: SeriesAnswer['rows'];
}

/** Reads one kind of sysmon series (facts: telemetry §2.2). */
export async function readSysmon(
  database: Database,
  kind: SysmonKind,
  request: Omit<SeriesRequest, 'source'>,
): Promise<SysmonAnswer> {
  const answer = await readSeries(database, { ...request, source: SYSMON_SOURCES[kind] });
  if (kind !== 'cpu') return { kind, ...answer, clusters: [] };
  const density =
    answer.stepMicros === null
      ? ({ kind: 'raw' } as const)
      : ({ kind: 'step', stepMicros: answer.stepMicros } as const);
  const clusters = await readSeries(database, { ...request, density, source: CLUSTERS });
  return { kind, ...answer, clusters: clusters.rows };
}
