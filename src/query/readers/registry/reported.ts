import type { Row } from '../../../catalogue/index.ts';
import { type Instant, RadarError } from '../../../core/index.ts';
import { type Database, empty, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions } from './confine.ts';

/** A service as it was reported last, and which store holds its configuration. */
export type ReportedRow = Omit<Row<'service_status_latest'>, 'updated_at'> & {
  readonly kv_store_id: string | null;
};

export interface ReportedFilter {
  readonly pollerIds: readonly string[];
  readonly service?: string;
  readonly partitions: Partitions;
}

/** Services that one answer may have. */
const MOST = 100_000;

/**
 * The newest report of each service of pollers, by poller, type and name (SR-33). Throws
 * RESULT_TOO_LARGE.
 */
export async function readReported(
  database: Database,
  { pollerIds, service, partitions }: ReportedFilter,
): Promise<ReportedRow[]> {
  if (pollerIds.length === 0) return [];
  const rows = await database.query<ReportedRow>(
    'query.reported_services',
    sql`select latest."timestamp", latest.poller_id, latest.agent_id, latest.service_name,
               latest.service_type, latest.available, latest.message, latest.details,
               latest.partition, declared.config ->> 'kv_store_id' as kv_store_id
          from ${database.relation('service_status_latest')} as latest
          left join ${database.relation('services_latest')} as declared
            using (poller_id, service_name, agent_id, service_type)
         where latest.poller_id = any(${pollerIds}::text[])
               ${service === undefined ? empty : sql`and latest.service_name = ${service}`}
               ${inPartitions(sql`latest.partition`, partitions)}
         order by latest.poller_id, latest.service_type, latest.service_name, latest.agent_id
         limit ${MOST + 1}`,
  );
  if (rows.length <= MOST) return rows;
  throw new RadarError('RESULT_TOO_LARGE', `More than ${MOST} services would be in the answer.`, {
    hint: 'Ask for one poller: GET /api/pollers/{id}/services.',
  });
}

export interface ReportedHistory {
  readonly pollerId: string;
  readonly service: string;
  readonly agentId: string | undefined;
  readonly type: string | undefined;
  readonly limit: number;
  readonly partitions: Partitions;
}

/** Reports of one service, the newest first (SR-34). */
export function readReportedHistory(
  database: Database,
  { pollerId, service, agentId, type, limit, partitions }: ReportedHistory,
): Promise<
  (Pick<ReportedRow, 'available' | 'agent_id' | 'service_type' | 'message' | 'details'> & {
    readonly timestamp: Instant;
  })[]
> {
  return database.query(
    'query.reported_history',
    sql`select status."timestamp", status.available, status.agent_id, status.service_type,
               status.message, status.details
          from ${database.relation('service_status')} as status
         where status.poller_id = ${pollerId} and status.service_name = ${service}
               ${agentId === undefined ? empty : sql`and status.agent_id = ${agentId}`}
               ${type === undefined ? empty : sql`and status.service_type = ${type}`}
               ${inPartitions(sql`status.partition`, partitions)}
         order by status."timestamp" desc, status.agent_id, status.service_type limit ${limit}`,
  );
}
