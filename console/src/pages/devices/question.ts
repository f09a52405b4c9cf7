import { DEVICE_STATUSES } from '../../../../src/contract/index.ts';
import type { DeviceFilter, DeviceQuestion } from '../../data/index.ts';
import type { Params } from '../../location/index.ts';
import { type Filter, filtersOf, type Sort } from '../../tables/index.ts';

/** Parameters of the address by which the list is filtered, beside the search. */
export const FILTER_KEYS = ['status', 'source', 'type', 'partition', 'tag'] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** No filter at all. */
export const NO_FILTER: Readonly<Record<FilterKey | 'search', null>> = {
  search: null,
  status: null,
  source: null,
  type: null,
  partition: null,
  tag: null,
};

/** Which devices the address asks for; a status that there is none of is no filter. */
export function readFilter({
  search = '',
  status,
  source,
  type,
  partition,
  tag,
}: Params): DeviceFilter {
  return {
    ...{ search, source, type, partition, tag },
    status: DEVICE_STATUSES.find((one) => one === status),
  };
}

/** What is asked of the server: of a search without an order the best match comes first. */
export function questionOf(filter: DeviceFilter, sort: Sort | undefined): DeviceQuestion {
  return { ...filter, sort: sort && (sort.descending ? `-${sort.key}` : sort.key) };
}

/** The filters as chips show them. */
export function chipsOf(filter: DeviceFilter): readonly Filter[] {
  return filtersOf(FILTER_KEYS, filter);
}

/** Whether the list leaves any device out. */
export function isFiltered(filter: DeviceFilter): boolean {
  return filter.search !== '' || FILTER_KEYS.some((key) => filter[key] !== undefined);
}
