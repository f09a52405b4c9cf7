import type { DatasetUse, Row } from '../../../catalogue/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import { type Database, empty, type Sql, sql } from '../../../database/index.ts';
import type { Network } from '../devices/index.ts';
import { inPartitions, networkCondition, type Partitions } from '../devices/index.ts';
import type { TimeRange } from '../time-range.ts';
import { type Listing, type PageOf, type Paging, type Place, pageOf, readPlace } from './page.ts';

export type SweptHost = Omit<Row<'sweep_host_states'>, 'created_at'> & {
  /** Whether it answered in any way; null where nobody tells. */
  readonly available: boolean | null;
};

/** A host as the newest sweep found it. */
export interface LatestHost extends SweptHost {
  /** The one device with its address; null where none or several have it. */
  readonly device_id: string | null;
}

/** Which hosts are asked for. A filter that is undefined leaves all. */
export interface SweepFilter {
  readonly poller: string | undefined;
  readonly agent: string | undefined;
  readonly partition: string | undefined;
  readonly network: Network | undefined;
  readonly available: boolean | undefined;
  readonly partitions: Partitions;
}

export const SWEEPS_USE: DatasetUse = {
  kind: 'reader',
  part: 'sweeps',
  datasets: ['sweep_host_states', 'sweep_host_states_latest', 'unified_devices'],
};

const STATE = sql`host.host_ip, host.poller_id, host.agent_id, host.partition, host.network_cidr,
  host.hostname, host.mac, host.icmp_available, host.icmp_response_time_ns, host.icmp_packet_loss,
  host.tcp_ports_scanned, host.tcp_ports_open, host.port_scan_results, host.last_sweep_time,
  host.first_seen, host.metadata`;

/** An open port counts like a ping; what the columns do not show, the sweep told beside them. */
const AVAILABLE = sql`(case
  when host.metadata->>'available' in ('true', 'false') then (host.metadata->>'available')::boolean
  when host.icmp_available or host.tcp_ports_open is not null then true
  when not host.icmp_available or host.tcp_ports_scanned is not null then false end)`;

const KEY: Listing['place'] = ['number', 'text', 'text', 'text'];

const keyOf = (row: SweptHost): Place => [
  row.last_sweep_time,
  row.host_ip,
  row.poller_id,
  row.partition,
];

/** The newest first; what is swept again meanwhile moves to the begin of the list. */
const ORDER = sql`last_sweep_time desc, host_ip, poller_id, partition`;

/** Reads one page of the hosts as the newest sweep of each found them (SW-5, SW-6). */
export async function listSweepHosts(
  database: Database,
  filter: SweepFilter,
  paging: Paging,
): Promise<PageOf<LatestHost>> {
  const query = { list: 'sweep-hosts', ...filter } as unknown as JsonValue;
  const listing: Listing = { query, place: KEY };
  const place = readPlace(listing, paging);
  const rows = await database.query<LatestHost>(
    'query.sweep_hosts',
    sql`select page.*, device.device_id
          from (select ${STATE}, ${AVAILABLE} as available
                  from ${database.relation('sweep_host_states_latest')} as host
                 where true ${conditionsOf(filter)} ${behind(place)}
                 order by ${ORDER} limit ${paging.limit + 1}) as page
          left join lateral (
                select case when count(*) = 1 then min(one.device_id) end as device_id
                  from ${database.relation('unified_devices')} as one
                 where one.ip = page.host_ip and one.partition = page.partition
                   and one.hidden_by is null) as device on true
         order by ${ORDER}`,
  );
  return pageOf(listing, rows, { limit: paging.limit, placeOf: keyOf });
}

function conditionsOf(filter: SweepFilter): Sql {
  const { poller, agent, partition, network, available, partitions } = filter;
  return sql`${inPartitions(sql`host.partition`, partitions)}
    ${poller === undefined ? empty : sql`and host.poller_id = ${poller}`}
    ${agent === undefined ? empty : sql`and host.agent_id = ${agent}`}
    ${partition === undefined ? empty : sql`and host.partition = ${partition}`}
    ${network === undefined ? empty : sql`and ${networkCondition(sql`host.host_ip`, network)}`}
    ${available === undefined ? empty : sql`and ${AVAILABLE} = ${available}`}`;
}

function behind(place: Place | undefined): Sql {
  if (place === undefined) return empty;
  const [time, ip, poller, partition] = place;
  const at = sql`${formatInstant(Number(time))}::timestamptz`;
  return sql`and host.last_sweep_time <= ${at} and (host.last_sweep_time < ${at}
    or (host.host_ip, host.poller_id, host.partition) > (${ip}, ${poller}, ${partition}))`;
}

/** Which sweeps of one host are asked for. */
export interface SweepHistoryFilter {
  /** In its stored spelling. */
  readonly hostIp: string;
  readonly poller: string | undefined;
  readonly partition: string | undefined;
  readonly range: TimeRange;
  readonly partitions: Partitions;
}

/** Reads what sweeps of a range found of one host, the newest first; late ones stand at their time. */
export async function readSweepHistory(
  database: Database,
  filter: SweepHistoryFilter,
  paging: Paging,
): Promise<PageOf<SweptHost>> {
  const { hostIp, poller, partition, range, partitions } = filter;
  const query = { list: 'sweep-history', hostIp, poller, partition, partitions };
  const listing: Listing = { query: query as unknown as JsonValue, place: KEY };
  const place = readPlace(listing, paging);
  const rows = await database.query<SweptHost>(
    'query.sweep_history',
    sql`select ${STATE}, ${AVAILABLE} as available
          from ${database.relation('sweep_host_states')} as host
         where host.host_ip = ${hostIp}
           and host.last_sweep_time >= ${formatInstant(range.start)}::timestamptz
           and host.last_sweep_time < ${formatInstant(range.end)}::timestamptz
           ${inPartitions(sql`host.partition`, partitions)}
           ${poller === undefined ? empty : sql`and host.poller_id = ${poller}`}
           ${partition === undefined ? empty : sql`and host.partition = ${partition}`} ${behind(place)}
         order by ${ORDER} limit ${paging.limit + 1}`,
  );
  return pageOf(listing, rows, { limit: paging.limit, placeOf: keyOf });
}
