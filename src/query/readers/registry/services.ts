import {
  CATALOGUE,
  type RegistrationSource,
  type Row,
  SERVICE_TABLES,
  type ServiceStatus,
  type ServiceType,
} from '../../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../../core/index.ts';
import {
  type Database,
  empty,
  identifier,
  join,
  type Sql,
  sql,
  trusted,
} from '../../../database/index.ts';
import { type Listing, type PageOf, type Paging, pageOf, readPlace } from '../discovery/index.ts';
import { namedInPartitions, type Partitions } from './confine.ts';

/** A poller, agent or checker with its counts. */
export interface RegisteredService {
  readonly type: ServiceType;
  readonly id: string;
  readonly poller_id: string;
  readonly agent_id: string | null;
  readonly checker_kind: string | null;
  readonly component_id: string | null;
  readonly registration_source: string;
  readonly status: string;
  readonly spiffe_identity: string | null;
  readonly first_registered: Instant;
  readonly first_seen: Instant | null;
  readonly last_seen: Instant | null;
  readonly metadata: unknown;
  readonly created_by: string;
  readonly is_healthy: boolean | null;
  readonly agent_count: number | bigint | null;
  readonly checker_count: number | bigint | null;
  readonly updated_at: Instant;
}

/** Which services are asked for. What is undefined leaves all. */
export interface ServiceFilter {
  readonly types: readonly ServiceType[];
  /** Undefined: all but deleted. */
  readonly statuses: readonly ServiceStatus[] | undefined;
  readonly sources: readonly RegistrationSource[] | undefined;
  readonly pollerId: string | undefined;
  readonly agentId: string | undefined;
  /** Part of the id. */
  readonly search: string | undefined;
  /** Only those that never reported (SR-30). */
  readonly neverSeen: boolean;
  /** What the caller may see. */
  readonly partitions: Partitions;
}

/**
 * One page of services, those that were registered last first (SR-20). Throws REQUEST_INVALID for a
 * cursor of another list.
 */
export async function listServices(
  database: Database,
  filter: ServiceFilter,
  paging: Paging,
): Promise<PageOf<RegisteredService>> {
  const listing: Listing = {
    query: { list: 'registry', filter: JSON.stringify(filter) },
    place: ['number', 'text', 'text'],
  };
  const place = readPlace(listing, paging) as readonly [number, string, string] | undefined;
  const limit = paging.limit + 1;
  const lists = filter.types.map(
    (type) => sql`(
      select ${columnsOf(type)} from ${database.relation(SERVICE_TABLES[type].table)} as held
       where ${conditions(database, type, filter)} ${behind(type, place)}
       order by held.first_registered desc, held.${identifier(SERVICE_TABLES[type].id)}
       limit ${limit})`,
  );
  const rows = await database.query<RegisteredService>(
    'query.registry',
    sql`select * from (${join(lists, ' union all ')}) as listed
         order by first_registered desc, type collate "C", id collate "C" limit ${limit}`,
  );
  return pageOf(listing, rows, {
    limit: paging.limit,
    placeOf: (row) => [row.first_registered, row.type, row.id],
  });
}

function columnsOf(type: ServiceType): Sql {
  const has = (name: string, kind: string) =>
    Object.hasOwn(CATALOGUE[SERVICE_TABLES[type].table].columns, name)
      ? sql`held.${identifier(name)}`
      : sql`null::${trusted(kind)} as ${identifier(name)}`;
  return sql`${type}::text as type, held.${identifier(SERVICE_TABLES[type].id)} as id,
    held.poller_id, ${has('agent_id', 'text')}, ${has('checker_kind', 'text')},
    held.component_id, held.registration_source, held.status, held.spiffe_identity,
    held.first_registered, held.first_seen, held.last_seen, held.metadata, held.created_by,
    ${has('is_healthy', 'boolean')}, ${has('agent_count', 'bigint')},
    ${has('checker_count', 'bigint')}, held.updated_at`;
}

function conditions(database: Database, type: ServiceType, filter: ServiceFilter): Sql {
  const { statuses, sources, pollerId, agentId, search, neverSeen, partitions } = filter;
  const id = sql`held.${identifier(SERVICE_TABLES[type].id)}`;
  const ofAgent = type === 'poller' ? sql`and false` : sql`and held.agent_id = ${agentId ?? ''}`;
  return join(
    [
      statuses === undefined
        ? sql`held.status <> 'deleted'`
        : sql`held.status = any(${statuses}::text[])`,
      sources === undefined ? empty : sql`and held.registration_source = any(${sources}::text[])`,
      pollerId === undefined ? empty : sql`and held.poller_id = ${pollerId}`,
      agentId === undefined ? empty : ofAgent,
      search === undefined
        ? empty
        : sql`and ${id} ilike ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`,
      neverSeen ? sql`and held.last_seen is null` : empty,
      namedInPartitions(database, type, partitions),
    ],
    ' ',
  );
}

/** Services of one type that come behind a place in a list of several types. */
function behind(
  type: ServiceType,
  place: readonly [at: number, type: string, id: string] | undefined,
): Sql {
  if (place === undefined) return empty;
  const at = sql`${formatInstant(place[0])}::timestamptz`;
  const earlier = sql`held.first_registered < ${at}`;
  if (type < place[1]) return sql`and ${earlier}`;
  if (type > place[1]) return sql`and held.first_registered <= ${at}`;
  const id = identifier(SERVICE_TABLES[type].id);
  return sql`and (${earlier} or (held.first_registered = ${at} and held.${id} > ${place[2]}))`;
}

/** One service, of whatever status; undefined where the caller sees none. */
export async function readRegistered(
  database: Database,
  { type, id }: { readonly type: ServiceType; readonly id: string },
  partitions: Partitions,
): Promise<RegisteredService | undefined> {
  const { table, id: key } = SERVICE_TABLES[type];
  const [row] = await database.query<RegisteredService>(
    'query.registered',
    sql`select ${columnsOf(type)} from ${database.relation(table)} as held
         where held.${identifier(key)} = ${id} ${namedInPartitions(database, type, partitions)}`,
  );
  return row;
}

/** What happened to one service, the newest first. */
export function readRegistryEvents(
  database: Database,
  { type, id }: { readonly type: ServiceType; readonly id: string },
  limit: number,
): Promise<Row<'service_registration_events'>[]> {
  return database.query<Row<'service_registration_events'>>(
    'query.registry_events',
    sql`select event_id, event_type, service_id, service_type, parent_id, registration_source,
               actor, "timestamp", metadata, created_at
          from ${database.relation('service_registration_events')}
         where service_id = ${id} and service_type = ${type}
         order by "timestamp" desc, created_at desc,
                  array_position(array['activated', 'registered'], event_type) nulls last, event_id
         limit ${limit}`,
  );
}
