import { type ParamChanges, type Params, readSearch, withParams, writeSearch } from './search.ts';

/** Where the reader is: the whole state of the console, as the address has it. */
export interface Place {
  readonly path: string;
  readonly params: Params;
  /** What this entry of the history remembers, such as that it came from a zoom. */
  readonly memory: Memory;
}

/** What an entry of the history may remember beyond its address. */
export interface Memory {
  /** A zoom made this entry: going back returns to the range before it. */
  readonly zoom?: boolean;
  /** How far each list was scrolled, by name. */
  readonly scroll?: Readonly<Record<string, number>>;
}

/** Parameters of the frame, which every link of the console carries along. */
const FRAME_PARAMS = ['range', 'from', 'to', 'live'];

/** Address of another page at the same time range. */
export function hrefTo(path: string, params: ParamChanges, here: Params): string {
  const kept = Object.entries(here).filter(([name]) => FRAME_PARAMS.includes(name));
  return path + writeSearch(withParams(Object.fromEntries(kept), params));
}

/** Address of this page with some parameters changed. */
export function hrefHere(place: Place, changes: ParamChanges): string {
  return place.path + writeSearch(withParams(place.params, changes));
}

/** Reads a place from an address and what the history remembers of it. */
export function readPlace(address: { pathname: string; search: string }, memory: unknown): Place {
  return {
    path: address.pathname,
    params: readSearch(address.search),
    memory: typeof memory === 'object' && memory !== null ? memory : {},
  };
}
