import { CATALOGUE, SERVICE_TABLES, type ServiceType } from '../../catalogue/index.ts';
import { formatInstant, type Instant, sha256Hex } from '../../core/index.ts';
import {
  type Database,
  identifier,
  join,
  type Session,
  type Sql,
  sql,
  trusted,
} from '../../database/index.ts';
import { keyOf, type Service, type ServiceKey } from './service.ts';

/*
 * Rows of the three tables. Whoever changes one holds the locks of the service and its parents
 * before, so that between them nothing else needs to be locked, and nobody waits in a circle.
 */

/** Services share this many locks; two that share one only wait for each other. */
const LOCKS = 1_024;

/** Sets these locks apart from other advisory locks of the database. */
const LOCK_CLASS = 0x5241_4402;

/** An instant as a parameter. */
export const moment = (instant: Instant): Sql => sql`${formatInstant(instant)}::timestamptz`;

/** Locks services in one fixed order until the transaction ends. Call once in a transaction. */
export async function lockServices(session: Session, keys: readonly ServiceKey[]): Promise<void> {
  const slotOf = (key: ServiceKey) =>
    Number.parseInt(sha256Hex(keyOf(key)).slice(0, 8), 16) % LOCKS;
  const slots = [...new Set(keys.map(slotOf))];
  await session.query(
    'registry.lock',
    sql`select pg_advisory_xact_lock(${LOCK_CLASS}::integer, slot)
          from (select slot from unnest(${slots}::integer[]) as slot order by slot) as sorted`,
  );
}

/** The columns of a {@link Service}, of a row `held` of the table of its type. */
export function serviceColumns(type: ServiceType): Sql {
  const has = (name: string, kind: string) =>
    Object.hasOwn(CATALOGUE[SERVICE_TABLES[type].table].columns, name)
      ? sql`held.${identifier(name)}`
      : sql`null::${trusted(kind)} as ${identifier(name)}`;
  return sql`${type}::text as type, held.${identifier(SERVICE_TABLES[type].id)} as id,
    held.poller_id, ${has('agent_id', 'text')}, ${has('checker_kind', 'text')},
    held.component_id, held.registration_source, held.status, held.spiffe_identity,
    held.first_registered, held.first_seen, held.last_seen, held.metadata, held.created_by,
    ${has('is_healthy', 'boolean')}, held.updated_at`;
}

/** Reads services of one type; those that are not there are left out. */
export function readServices(
  database: Database,
  session: Session,
  { type, ids }: { readonly type: ServiceType; readonly ids: readonly string[] },
): Promise<Service[]> {
  const { table, id } = SERVICE_TABLES[type];
  return session.query<Service>(
    'registry.read',
    sql`select ${serviceColumns(type)} from ${database.relation(table)} as held
         where held.${identifier(id)} = any(${ids}::text[])`,
  );
}

/** Reads one service; undefined where it is not there. */
export async function readService(
  database: Database,
  session: Session,
  { type, id }: ServiceKey,
): Promise<Service | undefined> {
  return (await readServices(database, session, { type, ids: [id] }))[0];
}

const REGISTRATION = [
  'component_id',
  'registration_source',
  'status',
  'spiffe_identity',
  'first_registered',
  'first_seen',
  'last_seen',
  'metadata',
  'created_by',
  'updated_at',
] as const;

/** Makes rows of services that are not there. */
export async function insertServices(
  database: Database,
  session: Session,
  { type, services }: { readonly type: ServiceType; readonly services: readonly Service[] },
): Promise<void> {
  if (services.length === 0) return;
  const columns = columnsOf(type, [...(type === 'poller' ? ['is_healthy'] : []), ...REGISTRATION]);
  await session.execute(
    'registry.insert',
    sql`insert into ${database.relation(SERVICE_TABLES[type].table)}
               (${join(columns.map(([name]) => identifier(name)))})
        select ${join(columns.map(([name]) => sql`given.${identifier(name)}`))}
          from ${given(type, columns, services)}`,
  );
}

/**
 * Writes columns of services. Those that an update does not name stay as they are, whoever writes
 * them at the same time.
 */
export async function updateServices(
  database: Database,
  session: Session,
  change: {
    readonly type: ServiceType;
    readonly services: readonly Service[];
    readonly columns: readonly (keyof Service)[];
  },
): Promise<void> {
  const { type, services } = change;
  if (services.length === 0) return;
  const { table, id, own } = SERVICE_TABLES[type];
  const known: readonly string[] = Object.keys(CATALOGUE[table].columns);
  const set = change.columns.filter((name) => known.includes(name) && name !== id);
  const columns = columnsOf(
    type,
    set.filter((name) => !(own as readonly string[]).includes(name)),
  );
  await session.execute(
    'registry.update',
    sql`update ${database.relation(table)} as held
           set ${join(set.map((name) => sql`${identifier(name)} = given.${identifier(name)}`))}
          from ${given(type, columns, services)}
         where held.${identifier(id)} = given.${identifier(id)}`,
  );
}

/** Key and parents, and other columns, each with its type. */
function columnsOf(type: ServiceType, others: readonly string[]): [name: string, type: string][] {
  const { table, id, own } = SERVICE_TABLES[type];
  const columns: { readonly [name: string]: { readonly type: string } } = CATALOGUE[table].columns;
  return [...new Set([id, ...own, ...others])].map((name) => [name, columns[name]?.type ?? 'text']);
}

function given(
  type: ServiceType,
  columns: readonly [name: string, type: string][],
  services: readonly Service[],
): Sql {
  const shape = columns.map(([name, kind]) => sql`${identifier(name)} ${trusted(kind)}`);
  const rows = services.map((service) => ({
    ...service,
    [SERVICE_TABLES[type].id]: service.id,
    first_registered: formatInstant(service.first_registered),
    first_seen: service.first_seen === null ? null : formatInstant(service.first_seen),
    last_seen: service.last_seen === null ? null : formatInstant(service.last_seen),
    updated_at: formatInstant(service.updated_at),
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (${join(shape)})`;
}

/** Removes rows of services. */
export async function removeServices(
  database: Database,
  session: Session,
  { type, ids }: { readonly type: ServiceType; readonly ids: readonly string[] },
): Promise<void> {
  const { table, id } = SERVICE_TABLES[type];
  await session.execute(
    'registry.remove',
    sql`delete from ${database.relation(table)} where ${identifier(id)} = any(${ids}::text[])`,
  );
}
