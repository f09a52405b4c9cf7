import { RadarError } from '../../../core/index.ts';

export type SearchMode = 'auto' | 'registry_only' | 'srql_only';

/** Who answers a search, and why (RE-8). */
export interface SearchPlan {
  readonly engine: 'registry';
  readonly reason: 'mode_forced' | 'query_supported' | 'registry_only_available';
  /** Words of the query that have no effect. */
  readonly unsupported: readonly string[];
}

/** Words that ask for more than a list of devices. */
const BEYOND =
  /^(stats|count|sum|avg|min|max|group|by|join|union|window|top|bottom|having|distinct|sort|order|limit|\|.*)$/i;
const TARGETS = /^(in:devices|show|from|devices)$/i;

/**
 * Plans a search while there is no query engine. Throws QUERY_ENGINE_ABSENT where only that could
 * answer.
 */
export function planSearch(asked: {
  readonly query: string;
  readonly mode: SearchMode;
  readonly filters: { readonly [name: string]: string };
}): SearchPlan {
  const { mode, query, filters } = asked;
  const words = query.split(/\s+/).filter((word) => word !== '');
  const aboutDevices =
    words.length === 0 || /^(in:devices|show\s+devices|from\s+devices)(\s|$)/i.test(query);
  const beyond = words.filter((word) => BEYOND.test(word) || /[|()]|^metadata\./i.test(word));
  const engineWanted =
    'raw' in filters ||
    filters.engine?.toLowerCase() === 'srql' ||
    filters.status?.toLowerCase() === 'collectors';
  const can = aboutDevices && beyond.length === 0 && !engineWanted;
  if (mode === 'srql_only') throw noEngine('The mode srql_only asks for the query engine.');
  if (mode === 'registry_only' && !can) {
    throw noEngine('The registry cannot answer this query, and it asks for the query engine.');
  }
  if (engineWanted) throw noEngine('The filters ask for the query engine.');
  const unsupported = words.filter((word) => !TARGETS.test(word));
  if (mode === 'registry_only') return { engine: 'registry', reason: 'mode_forced', unsupported };
  const reason = can ? 'query_supported' : 'registry_only_available';
  return { engine: 'registry', reason, unsupported };
}

const noEngine = (message: string) =>
  new RadarError('QUERY_ENGINE_ABSENT', message, {
    hint: 'There is none yet; search with the filters search, status and capability.',
  });
