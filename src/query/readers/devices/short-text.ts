import { type Database, identifier, join, type Sql, sql } from '../../../database/index.ts';
import { escaped, SEARCHED_COLUMNS, walkedCondition } from './filter.ts';
import type { SearchTerm } from './search-term.ts';

/** What may follow in a text of ASCII, but for the end; small letters stand for great ones. */
const FOLLOWERS = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCharCode(0x20 + index),
).filter((one) => one === one.toLowerCase());

/** As an index has it: next to no device has such a name. Addresses and MACs are cleaned of it. */
const FOREIGN = sql`(device.hostname ~ '[^\\x20-\\x7e]' or device.device_id ~ '[^\\x20-\\x7e]')`;

/**
 * The condition that finds two letters or digits by the index of trigrams: that has no entry for two, but one
 * for them and each that may follow, the end of a word among it. Undefined for other texts, and where there is no
 * such index: so many patterns for every row would be far slower than one.
 */
export async function shortTextCondition(
  database: Database,
  term: SearchTerm & { readonly kind: 'text' },
): Promise<Sql | undefined> {
  if (!/^[a-z0-9]{2}$/i.test(term.text) || term.spellings.length > 0) return undefined;
  const [index] = await database.query<{ valid: boolean }>(
    'query.devices.search_index',
    sql`select indisvalid and indisready and indislive as valid
          from pg_index join pg_class on pg_class.oid = indexrelid
         where relname = 'idx_unified_devices_search' and relnamespace = to_regnamespace(${database.options.schema})`,
  );
  if (index?.valid !== true) return undefined;
  const patterns = [...FOLLOWERS.map((next) => `%${term.text}${escaped(next)}%`), `%${term.text}`];
  const found = SEARCHED_COLUMNS.map(
    (column) => sql`device.${identifier(column)} ilike any(${patterns}::text[])`,
  );
  return sql`(${join(found, ' or ')} or (${FOREIGN} and ${walkedCondition(term)}))`;
}
