import { formatInstant } from '../../../core/index.ts';
import { empty, identifier, type Sql, sql, trusted } from '../../../database/index.ts';
import type { Place } from './cursor.ts';

export const DEVICE_SORTS = ['last_seen', 'first_seen', 'hostname', 'ip', 'device_id'] as const;
export type DeviceSort = (typeof DEVICE_SORTS)[number];

export interface DeviceOrder {
  readonly sort: DeviceSort;
  readonly descending: boolean;
}

/** Where a page begins: behind a place, or after so many rows. */
export type PageStart = { readonly after: Place } | { readonly offset: number };

/** Devices with a value of the sort column, or those without, which come last in either order. */
export type Segment = 'valued' | 'blank';

/** Whether a column holds instants; every other one holds texts. */
export const isInstant = (sort: DeviceSort) => sort === 'last_seen' || sort === 'first_seen';

/** The condition that puts a row into a segment; an id is never absent. */
export function segmentCondition({ sort }: DeviceOrder, segment: Segment): Sql {
  if (sort === 'device_id') return empty;
  return sql`and device.${identifier(sort)} is ${trusted(segment === 'valued' ? 'not null' : 'null')}`;
}

/**
 * The order within a segment. Where no value is absent `nulls last` changes nothing but the index
 * that fits: that of `last_seen` is descending with nulls last.
 */
export function orderWithin({ sort, descending }: DeviceOrder, segment: Segment): Sql {
  if (segment === 'blank') return sql`device.device_id`;
  if (sort === 'device_id')
    return trusted(descending ? 'device.device_id desc' : 'device.device_id');
  const direction = descending ? DESCENDING[sort] : ASCENDING[sort];
  return sql`device.${identifier(sort)}${trusted(direction)}, device.device_id`;
}

/** Each as its index has it, read forwards or backwards. */
const ASCENDING = { last_seen: ' nulls first', first_seen: '', hostname: '', ip: '' };
const DESCENDING = {
  last_seen: ' desc nulls last',
  first_seen: ' desc',
  hostname: ' desc',
  ip: ' desc',
};

/** The condition that a row comes behind a place of its segment. */
export function behind(
  { sort, descending }: DeviceOrder,
  segment: Segment,
  { value, id }: Place,
): Sql {
  if (segment === 'blank') return sql`and device.device_id > ${id}`;
  const further = trusted(descending ? '<' : '>');
  if (sort === 'device_id') return sql`and device.device_id ${further} ${id}`;
  const column = sql`device.${identifier(sort)}`;
  const reached = isInstant(sort)
    ? sql`${formatInstant(Number(value))}::timestamptz`
    : sql`${String(value)}::text`;
  return sql`and ${column} ${further}= ${reached} and (${column} ${further} ${reached} or device.device_id > ${id})`;
}

/** The place of a row in an order. */
export function placeOf(
  { sort }: DeviceOrder,
  row: { readonly [S in DeviceSort]?: string | number | null } & { readonly device_id: string },
): Place {
  return { value: sort === 'device_id' ? row.device_id : (row[sort] ?? null), id: row.device_id };
}

/** The segment in which a place is. */
export function segmentOf({ sort }: DeviceOrder, { value }: Place): Segment {
  return sort !== 'device_id' && value === null ? 'blank' : 'valued';
}
