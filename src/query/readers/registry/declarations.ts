import type { Row } from '../../../catalogue/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import { type Database, empty, type Sql, sql } from '../../../database/index.ts';
import {
  type Listing,
  type PageOf,
  type Paging,
  type Place,
  pageOf,
  readPlace,
} from '../discovery/index.ts';
import type { TimeRange } from '../time-range.ts';
import { inPartitions, type Partitions } from './confine.ts';

/** A service as its poller declared it at one time. */
export type DeclaredRow = Omit<Row<'services'>, 'created_at'>;

/** Which declarations are asked for. What is undefined leaves all. */
export interface DeclarationFilter {
  readonly pollerId: string | undefined;
  readonly agentId: string | undefined;
  readonly service: string | undefined;
  readonly type: string | undefined;
  readonly partition: string | undefined;
  readonly range: TimeRange;
  readonly partitions: Partitions;
}

/** Declarations of services within a range, the newest first; late ones stand at their time (SR-35). */
export async function readDeclarations(
  database: Database,
  { range, ...filter }: DeclarationFilter,
  paging: Paging,
): Promise<PageOf<DeclaredRow>> {
  const query = { list: 'declarations', ...filter } as unknown as JsonValue;
  const listing: Listing = { query, place: ['number', 'text', 'text', 'text', 'text'] };
  const place = readPlace(listing, paging);
  const rows = await database.query<DeclaredRow>(
    'query.declarations',
    sql`select told."timestamp", told.poller_id, told.agent_id, told.service_name,
               told.service_type, told.config, told.partition
          from ${database.relation('services')} as told
         where told."timestamp" >= ${formatInstant(range.start)}::timestamptz
           and told."timestamp" < ${formatInstant(range.end)}::timestamptz
           ${conditionsOf(filter)} ${behind(place)}
         order by told."timestamp" desc, told.poller_id, told.service_name, told.agent_id,
                  told.service_type
         limit ${paging.limit + 1}`,
  );
  const placeOf = (row: DeclaredRow): Place => [
    row.timestamp,
    row.poller_id,
    row.service_name,
    row.agent_id,
    row.service_type,
  ];
  return pageOf(listing, rows, { limit: paging.limit, placeOf });
}

function conditionsOf(filter: Omit<DeclarationFilter, 'range'>): Sql {
  const { pollerId, agentId, service, type, partition, partitions } = filter;
  return sql`${inPartitions(sql`told.partition`, partitions)}
    ${pollerId === undefined ? empty : sql`and told.poller_id = ${pollerId}`}
    ${agentId === undefined ? empty : sql`and told.agent_id = ${agentId}`}
    ${service === undefined ? empty : sql`and told.service_name = ${service}`}
    ${type === undefined ? empty : sql`and told.service_type = ${type}`}
    ${partition === undefined ? empty : sql`and told.partition = ${partition}`}`;
}

function behind(place: Place | undefined): Sql {
  if (place === undefined) return empty;
  const [time, poller, service, agent, type] = place;
  const at = sql`${formatInstant(Number(time))}::timestamptz`;
  return sql`and told."timestamp" <= ${at} and (told."timestamp" < ${at}
    or (told.poller_id, told.service_name, told.agent_id, told.service_type)
       > (${poller}, ${service}, ${agent}, ${type}))`;
}
