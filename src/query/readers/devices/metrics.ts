import type { DatasetName, Row } from '../../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../../core/index.ts';
import { type Database, empty, join, sql } from '../../../database/index.ts';
import type { TimeRange } from '../time-range.ts';
import { METRIC_DATASETS } from './companions.ts';
import { VISIBLE } from './filter.ts';

export type MetricRow = Pick<
  Row<'timeseries_metrics'>,
  | 'timestamp'
  | 'metric_name'
  | 'metric_type'
  | 'value'
  | 'unit'
  | 'if_index'
  | 'target_device_ip'
  | 'device_id'
  | 'partition'
  | 'poller_id'
  | 'metadata'
>;

export interface DeviceMetricsRequest {
  /** The ids under which the device was measured. */
  readonly deviceIds: readonly string[];
  /** Also what was measured under this address, and of no device. */
  readonly address: string | undefined;
  readonly type: string | undefined;
  readonly range: TimeRange;
  readonly limit: number;
}

/** Polled metrics of a device, the newest first. */
export function readDeviceMetrics(
  database: Database,
  { deviceIds, address, type, range, limit }: DeviceMetricsRequest,
): Promise<MetricRow[]> {
  const [start, end] = [formatInstant(range.start), formatInstant(range.end)];
  const ids = address === undefined ? deviceIds : [...deviceIds, ''];
  const whose = join(
    [
      sql`sample.device_id <> ''`,
      ...(address === undefined ? [] : [sql`sample.target_device_ip = ${address}`]),
    ],
    ' or ',
  );
  return database.query<MetricRow>(
    'query.device_metrics',
    sql`select sample."timestamp", sample.metric_name, sample.metric_type, sample.value, sample.unit,
               sample.if_index, sample.target_device_ip, sample.device_id, sample.partition,
               sample.poller_id, sample.metadata
          from ${database.relation('timeseries_metrics')} as sample
         where sample.device_id = any(${ids}::text[]) and (${whose})
           and sample."timestamp" >= ${start}::timestamptz and sample."timestamp" < ${end}::timestamptz
               ${type === undefined ? empty : sql`and lower(sample.metric_type) = ${type.toLowerCase()}`}
         order by sample."timestamp" desc, sample.metric_name, sample.if_index limit ${limit}`,
  );
}

const SIX_HOURS = 6 * 3_600 * MICROS_PER_SECOND;

/**
 * Every device with metrics of the last six hours, by their ids. Steps from device to device along
 * the keys, since each has thousands of samples.
 */
export async function measuredDevices(
  database: Database,
  now: Instant,
): Promise<readonly { readonly device_id: string; readonly partition: string }[]> {
  const since = formatInstant(now - SIX_HOURS);
  const steps = METRIC_DATASETS.map((name: DatasetName) => {
    const first = (behind: string) => sql`(
      select sample.device_id from ${database.relation(name)} as sample
       where sample.device_id > ${behind === '' ? sql`''` : sql`step.device_id`}
       order by sample.device_id limit 1)`;
    return sql`(with recursive step (device_id) as (
        select ${first('')} union all select ${first('step')} from step where step.device_id is not null
      )
      select step.device_id from step
       where step.device_id is not null and exists (
         select from ${database.relation(name)} as sample
          where sample.device_id = step.device_id and sample."timestamp" > ${since}::timestamptz))`;
  });
  return database.query(
    'query.measured_devices',
    sql`select device.device_id, device.partition
          from ${database.relation('unified_devices')} as device
         where ${VISIBLE} and device.device_id in (${join(steps, ' union ')})
         order by device.device_id`,
  );
}
