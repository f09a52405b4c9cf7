import type { JsonValue } from '../../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../../database/index.ts';
import { fingerprint, type Place, readCursor, writeCursor } from './cursor.ts';
import {
  type DeviceFilter,
  plainConditions,
  searchCondition,
  VISIBLE,
  walkedCondition,
} from './filter.ts';
import { findDevices, MOST_RANKED, rank } from './found.ts';
import { type DeviceOrder, isInstant, type PageStart, placeOf } from './order.ts';
import { LISTED, type ListedDevice, readPage } from './pages.ts';
import { compareRanked, type Ranked } from './ranking.ts';
import type { SearchTerm } from './search-term.ts';
import type { DeviceCounter } from './total.ts';

export interface DeviceListRequest {
  readonly filter: DeviceFilter;
  /** `fit`: the best match of the search first; without a search as `last_seen`, the newest first. */
  readonly order: DeviceOrder | 'fit';
  readonly limit: number;
  /** Where to begin: behind the page that gave the cursor, or after so many devices. */
  readonly start: { readonly cursor: string } | { readonly offset: number };
  /** Also read the newest maps of all sources. */
  readonly bySource?: boolean;
}

export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  /** Devices that match, on all pages; null where a cursor was given, since it was told before. */
  readonly total: number | null;
  /** `at-least`: a text that more devices have than a search counts. */
  readonly relation: 'exact' | 'at-least';
  /** Null on the last page. */
  readonly next: string | null;
}

const NEWEST: DeviceOrder = { sort: 'last_seen', descending: true };

/**
 * Reads one page of visible devices; filters act before paging (RE-5). Throws REQUEST_INVALID for a
 * cursor of another query.
 */
export async function listDevices(
  database: Database,
  request: DeviceListRequest,
  counter: DeviceCounter,
): Promise<DeviceList> {
  const { filter } = request;
  const query = fingerprint({
    filter: filter as unknown as JsonValue,
    order: request.order as unknown as JsonValue,
  });
  const { start } = request;
  const { search } = filter;
  const order = request.order === 'fit' ? NEWEST : request.order;
  const isRanked = search?.kind === 'text' && request.order === 'fit';
  const sorted = !isRanked && isInstant(order.sort) ? 'instant' : 'text';
  const from: PageStart =
    'cursor' in start
      ? { after: readCursor(query, start.cursor, sorted) }
      : { offset: start.offset };
  if (search?.kind === 'text') return searched(database, request, { query, from, term: search });
  const conditions = sql`${plainConditions(database, filter)} ${networkCondition(database, search)}`;
  const page = walk(database, request, { query, from, order, conditions });
  if ('after' in from) return { ...(await page), total: null, relation: 'exact' };
  const [told, total] = await Promise.all([page, counter.count(database, conditions, query)]);
  return { ...told, total, relation: 'exact' };
}

const networkCondition = (database: Database, search: SearchTerm | undefined): Sql =>
  search?.kind === 'network' ? sql`and ${searchCondition(database, search)}` : empty;

interface Walk {
  readonly query: string;
  readonly from: PageStart;
  readonly order: DeviceOrder;
  readonly conditions: Sql;
}

/** One more row is read than the page has, which tells whether there is a next one. */
async function walk(
  database: Database,
  { limit, bySource = false }: DeviceListRequest,
  { query, from, order, conditions }: Walk,
): Promise<Pick<DeviceList, 'devices' | 'next'>> {
  const rows = await readPage(database, {
    ...order,
    limit: limit + 1,
    start: from,
    conditions,
    bySource,
  });
  const devices = rows.slice(0, limit);
  const last = devices.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { devices, next: more ? writeCursor(query, placeOf(order, last)) : null };
}

/** Devices that a text finds, in the order of their fit or another one. */
async function searched(
  database: Database,
  request: DeviceListRequest,
  asked: {
    readonly query: string;
    readonly from: PageStart;
    readonly term: SearchTerm & { readonly kind: 'text' };
  },
): Promise<DeviceList> {
  const { filter, order } = request;
  const { query, from, term } = asked;
  const found = await findDevices(database, filter, term);
  const told = {
    total: 'after' in from ? null : found.devices.length,
    relation: found.complete ? 'exact' : 'at-least',
  } as const;
  if (order === 'fit') {
    const ranked = rank(found.devices, term);
    return { ...(await rankedPage(database, request, { query, from, ranked })), ...told };
  }
  const ids = found.devices.map((one) => one.device_id);
  // Where not all were found, the order that is asked for decides which come first.
  const conditions = found.complete
    ? sql`and device.device_id = any(${ids}::text[])`
    : sql`${plainConditions(database, filter)} and ${walkedCondition(term)}`;
  return { ...(await walk(database, request, { query, from, order, conditions })), ...told };
}

async function rankedPage(
  database: Database,
  { limit, bySource = false }: DeviceListRequest,
  asked: {
    readonly query: string;
    readonly from: PageStart;
    readonly ranked: readonly Ranked[];
  },
): Promise<Pick<DeviceList, 'devices' | 'next'>> {
  const { query, from, ranked } = asked;
  const begin = 'offset' in from ? from.offset : indexBehind(ranked, from.after);
  const page = ranked.slice(begin, begin + limit);
  const devices = await readListed(
    database,
    page.map((one) => one.device_id),
    bySource,
  );
  const last = page.at(-1);
  const more = begin + limit < Math.min(ranked.length, MOST_RANKED) && last !== undefined;
  return { devices, next: more ? writeCursor(query, rankedPlace(last)) : null };
}

/** The score and the time decide together, so the place holds both. */
const rankedPlace = ({ score, last_seen, device_id }: Ranked): Place => ({
  value: `${score} ${last_seen ?? ''}`,
  id: device_id,
});

function indexBehind(ranked: readonly Ranked[], { value, id }: Place): number {
  const [score = 0, last_seen = null] = scoreAndTime(value);
  const place = { device_id: id, score: score ?? 0, last_seen } as Ranked;
  const index = ranked.findIndex((one) => compareRanked(one, place) > 0);
  return index === -1 ? ranked.length : index;
}

function scoreAndTime(value: Place['value']): readonly (number | null)[] {
  const parts = String(value).split(' ');
  return parts.map((part) => (part === '' || Number.isNaN(Number(part)) ? null : Number(part)));
}

/** Devices by their ids, in the order of these. One that is gone meanwhile is left out. */
export async function readListed(
  database: Database,
  deviceIds: readonly string[],
  bySource = false,
): Promise<readonly ListedDevice[]> {
  if (deviceIds.length === 0) return [];
  const columns = bySource ? [...LISTED, 'metadata_by_source'] : LISTED;
  return database.query<ListedDevice>(
    'query.devices.ids',
    sql`select ${join(columns.map((name) => sql`device.${identifier(name)}`))}
          from unnest(${deviceIds}::text[]) with ordinality as wanted (device_id, place)
          join ${database.relation('unified_devices')} as device
            on device.device_id = wanted.device_id collate "C"
         where ${VISIBLE} order by wanted.place`,
  );
}
