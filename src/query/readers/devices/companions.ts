import type { DatasetName, Row } from '../../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../../core/index.ts';
import { type Database, join, sql } from '../../../database/index.ts';

export type AnnotationRow = Row<'device_annotations'>;

const SYSMON_DATASETS: readonly DatasetName[] = [
  'memory_metrics',
  'cpu_metrics',
  'disk_metrics',
  'process_metrics',
];

/** Datasets with metrics of devices. */
export const METRIC_DATASETS: readonly DatasetName[] = [...SYSMON_DATASETS, 'timeseries_metrics'];

const SIX_HOURS = 6 * 3_600 * MICROS_PER_SECOND;

/**
 * The kinds of metrics that devices have of the last six hours (RE-4), by device. Each probe takes
 * the first entry of the key's index behind a device's samples of six hours ago. Asked with `exists`,
 * the planner would expect the first row that it meets to do, and read whole chunks for the devices
 * that have none. Of polled metrics the kinds of the first and of the last sample are told: to know
 * every kind would mean to read all samples.
 */
export async function metricKinds(
  database: Database,
  deviceIds: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (deviceIds.length === 0) return new Map();
  const kinds = new Map(deviceIds.map((id) => [id, new Set<string>()]));
  for (const { device_id, sysmon, first, last } of await probe(database, deviceIds, now)) {
    const told = [sysmon ? 'sysmon' : null, first, last].filter((kind) => kind !== null);
    for (const kind of told) kinds.get(device_id)?.add(kind.toLowerCase());
  }
  return kinds;
}

interface Probed {
  readonly device_id: string;
  readonly sysmon: boolean;
  readonly first: string | null;
  readonly last: string | null;
}

/** Looks after each device under its own id and those that became part of it. */
function probe(
  database: Database,
  deviceIds: readonly string[],
  now: Instant,
): Promise<readonly Probed[]> {
  const since = formatInstant(now - SIX_HOURS);
  const probes = SYSMON_DATASETS.map(
    (name) => sql`(
      select sample.device_id from ${database.relation(name)} as sample
       where (sample.device_id, sample."timestamp") > (named.reported_id, ${since}::timestamptz)
       order by sample.device_id, sample."timestamp" limit 1)`,
  );
  const polled = database.relation('timeseries_metrics');
  return database.query<Probed>(
    'query.devices.metric_kinds',
    sql`select named.device_id, named.reported_id in (${join(probes)}) as sysmon,
               case when earliest.device_id = named.reported_id then earliest.metric_type end as first,
               case when earliest.device_id = named.reported_id then (
                 select sample.metric_type from ${polled} as sample
                  where sample.device_id = named.reported_id and sample."timestamp" > ${since}::timestamptz
                  order by sample.device_id, sample."timestamp" desc, sample.row_key desc limit 1) end as last
          from (select wanted.device_id, wanted.device_id collate "C" as reported_id
                  from unnest(${deviceIds}::text[]) as wanted (device_id)
                 union all
                select redirect.device_id, redirect.old_id
                  from ${database.relation('device_redirects')} as redirect
                 where redirect.device_id = any(${deviceIds}::text[])) as named
          left join lateral (
            select sample.device_id, sample.metric_type from ${polled} as sample
             where (sample.device_id, sample."timestamp") > (named.reported_id, ${since}::timestamptz)
             order by sample.device_id, sample."timestamp" limit 1) as earliest on true`,
  );
}

/** What people wrote about devices, by device. */
export async function readAnnotations(
  database: Database,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, AnnotationRow>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await database.query<AnnotationRow>(
    'query.devices.annotations',
    sql`select device_id, tags, notes, updated_at, updated_by
          from ${database.relation('device_annotations')} where device_id = any(${deviceIds}::text[])`,
  );
  return new Map(rows.map((row) => [row.device_id, row]));
}
