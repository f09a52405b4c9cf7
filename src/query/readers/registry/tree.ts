import type { Instant } from '../../../core/index.ts';
import { type Database, empty, type Sql, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions } from './confine.ts';

/** Which part of the tree of services is asked for. */
export interface TreeFilter {
  readonly pollerId: string | undefined;
  readonly agentId: string | undefined;
  /** Only services that have a store of configuration. */
  readonly configured: boolean;
  /** Pollers, by their ids. */
  readonly limit: number;
  readonly offset: number;
  readonly partitions: Partitions;
}

/** A poller of the tree, once for each of its services; without one where it has none. */
export interface TreeRow {
  readonly poller_id: string;
  readonly is_healthy: boolean;
  readonly agent_id: string | null;
  readonly service_name: string | null;
  readonly service_type: string | null;
  readonly kv_store_id: string | null;
}

/** Reads services by poller and agent: those that were reported, and those that were declared. */
export function readTree(database: Database, filter: TreeFilter): Promise<TreeRow[]> {
  const { pollerId, limit, offset } = filter;
  const ofPoller = (row: Sql) =>
    pollerId === undefined ? empty : sql`and ${row}.poller_id = ${pollerId}`;
  return database.query<TreeRow>(
    'query.service_tree',
    sql`with told as (${toldServices(database, filter)}),
        page as (
          select known.poller_id, coalesce(bool_or(held.is_healthy), false) as is_healthy
            from (select told.poller_id from told
                  ${childless(database, filter)}) as known (poller_id)
            left join ${database.relation('pollers')} as held
              on held.poller_id = known.poller_id and held.status = 'active'
           where true ${ofPoller(sql`known`)}
           group by known.poller_id order by known.poller_id limit ${limit} offset ${offset}
        )
        select page.poller_id, page.is_healthy, told.agent_id, told.service_name,
               told.service_type, told.kv_store_id
          from page left join told on told.poller_id = page.poller_id
         order by page.poller_id, told.agent_id, told.service_type, told.service_name`,
  );
}

function toldServices(database: Database, filter: TreeFilter): Sql {
  const { pollerId, agentId, configured, partitions } = filter;
  const services = (name: string, store: Sql) => sql`
    select one.poller_id, one.agent_id, one.service_name, one.service_type, ${store} as store
      from ${database.relation(name)} as one
     where true ${inPartitions(sql`one.partition`, partitions)}
           ${pollerId === undefined ? empty : sql`and one.poller_id = ${pollerId}`}
           ${agentId === undefined ? empty : sql`and one.agent_id = ${agentId}`}`;
  return sql`
    select poller_id, agent_id, service_name, service_type, max(store) as kv_store_id
      from (${services('service_status_latest', sql`null::text`)}
            union all ${services('services_latest', sql`one.config ->> 'kv_store_id'`)}) as told
     group by poller_id, agent_id, service_name, service_type
    ${configured ? sql`having max(store) is not null` : empty}`;
}

/** Pollers without services are shown where nothing is asked of these. */
function childless(database: Database, filter: TreeFilter): Sql {
  const { agentId, configured, partitions } = filter;
  if (agentId !== undefined || configured || partitions !== null) return empty;
  return sql`union
    select poller_id from ${database.relation('pollers')}
     where status in ('pending', 'active', 'inactive')`;
}

/** An agent as services name it. */
export interface AgentRow {
  readonly agent_id: string;
  readonly poller_id: string;
  readonly last_seen: Instant;
  readonly service_types: readonly string[] | null;
}

/** Agents by what was reported and declared of their services, the last seen first (SR-22). */
export function readAgents(
  database: Database,
  options: { readonly pollerId?: string; readonly partitions: Partitions },
): Promise<AgentRow[]> {
  const { pollerId, partitions } = options;
  const services = (name: string) => sql`
    select agent_id, poller_id, "timestamp" as at, nullif(service_type, '') as kind
      from ${database.relation(name)}
     where agent_id <> '' ${inPartitions(sql`partition`, partitions)}
           ${pollerId === undefined ? empty : sql`and poller_id = ${pollerId}`}`;
  const registered = sql`union all
    select agent_id, poller_id, last_seen, null from ${database.relation('agents')}
     where last_seen is not null and status in ('pending', 'active', 'inactive')
           ${pollerId === undefined ? empty : sql`and poller_id = ${pollerId}`}`;
  return database.query<AgentRow>(
    'query.agents',
    sql`select agent_id, poller_id, max(at) as last_seen,
               array_agg(distinct kind order by kind) filter (where kind is not null)
                 as service_types
          from (${services('service_status_latest')} union all ${services('services_latest')}
                ${partitions === null ? registered : empty}) as told
         group by agent_id, poller_id
         order by last_seen desc, agent_id, poller_id`,
  );
}
