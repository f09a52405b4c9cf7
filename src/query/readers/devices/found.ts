import { cleanIp } from '../../../core/index.ts';
import { type Database, type Sql, sql } from '../../../database/index.ts';
import {
  type DeviceFilter,
  leadingTo,
  plainConditions,
  searchCondition,
  VISIBLE,
  walkedCondition,
} from './filter.ts';
import { compareRanked, type Ranked, type Searched, scorer } from './ranking.ts';
import type { SearchTerm } from './search-term.ts';
import { shortTextCondition } from './short-text.ts';

/** A search counts at most so many devices, and puts them in the order of their fit. */
export const MOST_RANKED = 1_000;

/** Where more match, so many of those seen last are looked at. */
const WALKED = 5_000;

/** A short text that so many of those have is a common one. */
const COMMON = 100;

type TextTerm = SearchTerm & { readonly kind: 'text' };

/** What a search for a text found. */
export interface Found {
  /** At most {@link MOST_RANKED}. */
  readonly devices: readonly Searched[];
  /** Whether these are all. */
  readonly complete: boolean;
}

const SEARCHED = sql`device.device_id, device.ip, device.hostname, device.mac, device.last_seen`;

/** Shorter texts have no trigram of their own, so that an index of trigrams is of no use. */
const TRIGRAM = 3;

/**
 * The devices that a text finds, in no order. Texts are looked up in the index of trigrams; the CTE
 * keeps the limit away from the planner, which would rather read the whole table and hope. Where more
 * match than are ranked, those of the ones seen last and those that are what was asked for, or begin
 * with it, go before the others, so that the cost is bounded however many match.
 */
export async function findDevices(
  database: Database,
  filter: DeviceFilter,
  term: TextTerm,
): Promise<Found> {
  const plain = plainConditions(database, filter);
  const isShort = term.text.length < TRIGRAM;
  const looked = isShort ? [] : await lookUp(database, term, plain);
  if (!isShort && looked.length <= MOST_RANKED) return { devices: looked, complete: true };
  const [newest, exact] = await Promise.all([
    walk(database, term, plain),
    findExact(database, filter, term),
  ]);
  const known = byId([...exact, ...newest, ...looked]);
  if (!isShort || known.length >= COMMON) {
    return { devices: known.slice(0, MOST_RANKED), complete: false };
  }
  // A short text that few devices have: only all of them tell which.
  const all = byId([...known, ...(await searchAll(database, term, plain))]);
  return { devices: all.slice(0, MOST_RANKED), complete: all.length <= MOST_RANKED };
}

const byId = (devices: readonly Searched[]): readonly Searched[] => [
  ...new Map(devices.map((one) => [one.device_id, one])).values(),
];

function lookUp(database: Database, term: TextTerm, plain: Sql): Promise<Searched[]> {
  return database.query<Searched>(
    'query.devices.search',
    sql`with found as materialized (
          select ${SEARCHED} from ${database.relation('unified_devices')} as device
           where ${searchCondition(database, term)} and ${VISIBLE} ${plain}
        )
        select device_id, ip, hostname, mac, last_seen from found limit ${MOST_RANKED + 1}`,
  );
}

/** Those that have the text among the ones seen last. */
function walk(database: Database, term: TextTerm, plain: Sql): Promise<Searched[]> {
  return database.query<Searched>(
    'query.devices.walk',
    sql`select ${SEARCHED}
          from (select ${SEARCHED}, device.partition, device.is_available, device.device_type,
                       device.discovery_sources
                  from ${database.relation('unified_devices')} as device
                 where ${VISIBLE}
                 order by device.last_seen desc nulls last, device.device_id limit ${WALKED}) as device
         where ${walkedCondition(term)} ${plain} limit ${MOST_RANKED + 1}`,
  );
}

/**
 * Those that have the text among all. Where no index tells, the CTE reads devices as they lie, in half the time
 * that they take in the order in which the few that are found are told.
 */
async function searchAll(database: Database, term: TextTerm, plain: Sql): Promise<Searched[]> {
  const condition = (await shortTextCondition(database, term)) ?? walkedCondition(term);
  return database.query<Searched>(
    'query.devices.search_all',
    sql`with found as materialized (
          select ${SEARCHED} from ${database.relation('unified_devices')} as device
           where ${condition} and ${VISIBLE} ${plain}
        )
        select device_id, ip, hostname, mac, last_seen from found
         order by last_seen desc nulls last, device_id limit ${MOST_RANKED + 1}`,
  );
}

/** Those that have the text as their id, now or before, or as their address, or one that begins with it. */
function findExact(database: Database, filter: DeviceFilter, term: TextTerm): Promise<Searched[]> {
  const prefix = `${term.text.replace(/[\\%_]/g, '\\$&')}%`;
  const ips = [term.text, cleanIp(term.text) ?? term.text];
  const from = sql`${database.relation('unified_devices')} as device`;
  const rest = sql`${VISIBLE} ${plainConditions(database, filter)}`;
  return database.query<Searched>(
    'query.devices.exact',
    sql`(select ${SEARCHED} from ${from} where device.device_id = any(${leadingTo(database, term)} || ${[term.text]}::text[]) and ${rest})
         union all
        (select ${SEARCHED} from ${from} where device.ip = any(${ips}::text[]) and ${rest} limit 100)
         union all
        (select ${SEARCHED} from ${from} where device.ip like ${prefix} and ${rest} limit 100)
         union all
        (select ${SEARCHED} from ${from} where device.device_id like ${prefix} and ${rest} limit 100)`,
  );
}

/** The devices in the order of their fit (RE-7). */
export function rank(devices: readonly Searched[], term: TextTerm): readonly Ranked[] {
  const score = scorer(term);
  return devices.map((one) => ({ ...one, score: score(one) })).sort(compareRanked);
}
