import { type Database, empty, identifier, join, type Sql, sql } from '../../../database/index.ts';
import type { Network, SearchTerm } from './search-term.ts';

export type DeviceStatus = 'online' | 'offline' | 'unknown';

/** Network partitions that a caller may see; null: all. */
export type Partitions = readonly string[] | null;

/** Which devices are asked for. A filter that is undefined leaves all. */
export interface DeviceFilter {
  readonly search: SearchTerm | undefined;
  readonly status: DeviceStatus | undefined;
  /** Address in its stored spelling. */
  readonly ip: string | undefined;
  readonly source: string | undefined;
  readonly type: string | undefined;
  readonly partition: string | undefined;
  readonly tag: string | undefined;
  /** A capability that is enabled. */
  readonly capability: string | undefined;
  /** What the caller may see. */
  readonly partitions: Partitions;
}

/** All visible devices of the partitions. */
export const everyDevice = (partitions: Partitions): DeviceFilter => ({
  search: undefined,
  status: undefined,
  ip: undefined,
  source: undefined,
  type: undefined,
  partition: undefined,
  tag: undefined,
  capability: undefined,
  partitions,
});

/** Deleted and merged devices are hidden (UD-26); the inventory keeps the mark right. */
export const VISIBLE = sql`device.hidden_by is null`;

/** Rows with a partition that the caller may see. */
export function inPartitions(column: Sql, partitions: Partitions): Sql {
  return partitions === null ? empty : sql`and ${column} = any(${partitions}::text[])`;
}

/** The status of a row as one word; an index has the same expression. */
export const STATUS = sql`(case when device.is_available then 'online'::text when not device.is_available then 'offline'::text else 'unknown'::text end)`;

/** Every condition but that of the search, to stand behind another one. */
export function plainConditions(database: Database, filter: DeviceFilter): Sql {
  const { status, ip, source, type, partition, tag, capability, partitions } = filter;
  return join(
    [
      inPartitions(sql`device.partition`, partitions),
      partition === undefined ? empty : sql`and device.partition = ${partition}`,
      status === undefined ? empty : sql`and ${STATUS} = ${status}`,
      ip === undefined ? empty : sql`and device.ip = ${ip}`,
      source === undefined ? empty : sql`and device.discovery_sources @> array[${source}::text]`,
      type === undefined ? empty : sql`and device.device_type = ${type}`,
      tag === undefined
        ? empty
        : sql`and exists (select from ${database.relation('device_annotations')} as note
                           where note.device_id = device.device_id and note.tags @> array[${tag}::text])`,
      capability === undefined
        ? empty
        : // No join: a walk that ends early asks only of the rows that it meets.
          sql`and coalesce((select true from ${database.relation('device_capability_registry')} as able
                             where able.device_id = device.device_id and able.enabled
                               and able.capability = ${capability} limit 1), false)`,
    ],
    ' ',
  );
}

/** Where a search for a text looks. */
export const SEARCHED_COLUMNS = ['device_id', 'ip', 'hostname', 'mac'] as const;

/**
 * The condition of a search, written so that an index of trigrams may serve it. Devices to which the
 * term leads count too, though they do not show it.
 */
export function searchCondition(database: Database, term: SearchTerm): Sql {
  if (term.kind === 'network') return networkCondition(sql`device.ip`, term.network);
  const matches = SEARCHED_COLUMNS.flatMap((column) =>
    patternsOf(term).map((pattern) => sql`device.${identifier(column)} ilike ${pattern}`),
  );
  return sql`(${join([...matches, sql`device.device_id = any(${leadingTo(database, term)})`], ' or ')})`;
}

/**
 * The same for a walk along the order of a list, but for what does not show the term. The planner
 * thinks that every other row passes, and so takes the walk.
 */
export function walkedCondition(term: SearchTerm & { readonly kind: 'text' }): Sql {
  const whole = sql`concat_ws(chr(10), ${join(SEARCHED_COLUMNS.map((column) => sql`device.${identifier(column)}`))})`;
  return sql`(case when ${whole} ilike any(${patternsOf(term)}::text[]) then true else false end)`;
}

const patternsOf = (term: SearchTerm & { readonly kind: 'text' }): string[] =>
  [term.text, ...term.spellings].map((text) => `%${escaped(text)}%`);

/** Devices to which the term leads that do not show it: by an id of old, or another of their MACs. */
export function leadingTo(database: Database, term: SearchTerm & { readonly kind: 'text' }): Sql {
  const macs =
    term.mac === null
      ? empty
      : sql`union select owner.device_id from ${database.relation('device_identifiers')} as owner
              where owner.id_type = 'mac' and owner.id_value = ${term.mac}`;
  return sql`array(select redirect.device_id from ${database.relation('device_redirects')} as redirect
                    where redirect.old_id = ${term.text} ${macs})`;
}

/** A text as a pattern that only it fits. */
export const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** The shape of IPv6 in the shortest spelling, so that what is no address is never read as one. */
const IPV6 =
  '^(([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|([0-9a-f]{1,4}:){1,7}:|([0-9a-f]{1,4}:){1,6}(:[0-9a-f]{1,4}){1}|([0-9a-f]{1,4}:){1,5}(:[0-9a-f]{1,4}){1,2}|([0-9a-f]{1,4}:){1,4}(:[0-9a-f]{1,4}){1,3}|([0-9a-f]{1,4}:){1,3}(:[0-9a-f]{1,4}){1,4}|([0-9a-f]{1,4}:){1,2}(:[0-9a-f]{1,4}){1,5}|[0-9a-f]{1,4}:(:[0-9a-f]{1,4}){1,6}|:(:[0-9a-f]{1,4}){1,7}|::)$';
const IPV4 = '^(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}$';

/** Whether a column of text holds an address of the network. */
export function networkCondition(column: Sql, { cidr, prefixes, addresses, exact }: Network): Sql {
  if (addresses.length > 0) return sql`${column} = any(${addresses}::text[])`;
  const begins = prefixes.map((prefix) => sql`${column} like ${`${escaped(prefix)}%`}`);
  const near = begins.length === 0 ? sql`${column} is not null` : sql`(${join(begins, ' or ')})`;
  if (exact) return near;
  const shape = cidr.includes(':') ? IPV6 : IPV4;
  return sql`(${near} and case when ${column} ~ ${shape} then ${column}::inet <<= ${cidr}::inet else false end)`;
}
