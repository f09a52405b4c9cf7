import type { Row } from '../../../catalogue/index.ts';
import { type Database, type Sql, sql } from '../../../database/index.ts';
import { instantOf } from '../series-request.ts';
import type { TimeRange } from '../time-range.ts';
import { inPartitions, type Partitions } from './confine.ts';

/** What one poller fetched. */
export interface MeasuredRequest {
  readonly pollerId: string;
  readonly range: TimeRange;
  readonly limit: number;
  readonly partitions: Partitions;
}

/** Kinds of polled metrics that are told by poller. */
export type PolledKind = 'icmp' | 'snmp';

export type PolledRow = Pick<
  Row<'timeseries_metrics'>,
  | 'timestamp'
  | 'agent_id'
  | 'metric_name'
  | 'device_id'
  | 'value'
  | 'scale'
  | 'is_delta'
  | 'if_index'
  | 'target_device_ip'
  | 'partition'
  | 'metadata'
> & { readonly poller_id: string };

/** Metrics of one kind, the newest first. */
export function readPolled(
  database: Database,
  kind: PolledKind,
  request: MeasuredRequest,
): Promise<PolledRow[]> {
  return database.query<PolledRow>(
    `query.poller_${kind}`,
    sql`select sample."timestamp", sample.poller_id, sample.agent_id, sample.metric_name,
               sample.device_id, sample.value, sample.scale, sample.is_delta, sample.if_index,
               sample.target_device_ip, sample.partition, sample.metadata
          from ${database.relation('timeseries_metrics')} as sample
         where sample.metric_type = ${kind} and ${condition(request)}
         order by sample."timestamp" desc, sample.device_id, sample.metric_name, sample.if_index,
                  sample.row_key
         limit ${request.limit}`,
  );
}

export type ThroughputRow = Omit<
  Row<'rperf_metrics'>,
  'message' | 'metadata' | 'row_key' | 'created_at'
>;

/** Throughput tests, the newest first. */
export function readThroughput(
  database: Database,
  request: MeasuredRequest,
): Promise<ThroughputRow[]> {
  return database.query<ThroughputRow>(
    'query.poller_rperf',
    sql`select sample."timestamp", sample.poller_id, sample.service_name, sample.agent_id,
               sample.device_id, sample.partition, sample.target, sample.success, sample.error,
               sample.bits_per_second, sample.bytes_sent, sample.bytes_received,
               sample.duration_seconds, sample.jitter_ms, sample.loss_percent,
               sample.packets_sent, sample.packets_received, sample.packets_lost,
               sample.response_time_ns
          from ${database.relation('rperf_metrics')} as sample
         where ${condition(request)}
         order by sample."timestamp" desc, sample.service_name, sample.target, sample.row_key
         limit ${request.limit}`,
  );
}

function condition({ pollerId, range, partitions }: MeasuredRequest): Sql {
  return sql`sample.poller_id = ${pollerId}
    and sample."timestamp" >= ${instantOf(range.start)} and sample."timestamp" < ${instantOf(range.end)}
    ${inPartitions(sql`sample.partition`, partitions)}`;
}
