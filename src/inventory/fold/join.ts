import {
  type DeviceState,
  FOLDED_FIELDS,
  type FoldedField,
  type Hides,
  type SourceDetail,
  type SourceMap,
} from './fold.ts';
import { isNewer, type Origin, type Rank } from './rank.ts';

/**
 * What two states know together: the same as folding the observations of both. It is `a` itself where
 * `b` adds nothing, so whoever asks whether something changed need only compare references.
 */
export function join(a: DeviceState, b: DeviceState): DeviceState {
  const fields = joinFields(a, b);
  const newest = beats(b.origins.newest, a.origins.newest);
  const sources = joinMaps(a.sources, b.sources, joinDetails);
  const maps = joinMaps(a.maps, b.maps, newer<SourceMap>);
  const hides = joinHides(a.hides, b.hides);
  const guess = beats(b.guess, a.guess) ? b.guess : a.guess;
  const firstSeen = least(a.firstSeen, b.firstSeen);
  const lastSeen = greatest(a.lastSeen, b.lastSeen);
  const partition =
    a.partition === '' || (b.partition !== '' && b.partition < a.partition)
      ? b.partition
      : a.partition;
  const same =
    fields === undefined &&
    !newest &&
    sources === a.sources &&
    maps === a.maps &&
    hides === a.hides &&
    guess === a.guess &&
    firstSeen === a.firstSeen &&
    lastSeen === a.lastSeen &&
    partition === a.partition;
  if (same) return a;
  const origins = { ...(fields?.origins ?? a.origins) };
  if (newest && b.origins.newest !== undefined) origins.newest = b.origins.newest;
  return {
    values: fields?.values ?? a.values,
    origins,
    available: newest ? b.available : a.available,
    metadata: newest ? b.metadata : a.metadata,
    sources,
    maps,
    partition,
    firstSeen,
    lastSeen,
    hides,
    ...(guess === undefined ? {} : { guess }),
  };
}

const beats = (rank: Rank | undefined, than: Rank | undefined): boolean =>
  rank !== undefined && isNewer(rank, than);

/** Undefined where no field of `b` is newer. */
function joinFields(
  a: DeviceState,
  b: DeviceState,
): Pick<DeviceState, 'values' | 'origins'> | undefined {
  const newer = FOLDED_FIELDS.filter((field) => beats(b.origins[field], a.origins[field]));
  if (newer.length === 0) return undefined;
  const values: { [F in FoldedField]?: string } = { ...a.values };
  const origins: { [F in FoldedField | 'newest']?: Origin } = { ...a.origins };
  for (const field of newer) {
    const [value, origin] = [b.values[field], b.origins[field]];
    if (value !== undefined) values[field] = value;
    if (origin !== undefined) origins[field] = origin;
  }
  return { values, origins };
}

function joinMaps<T>(
  a: { readonly [key: string]: T },
  b: { readonly [key: string]: T },
  one: (a: T, b: T) => T,
): { readonly [key: string]: T } {
  let joined: { [key: string]: T } | undefined;
  for (const [key, value] of Object.entries(b)) {
    const known = Object.hasOwn(a, key) ? a[key] : undefined;
    const next = known === undefined ? value : one(known, value);
    if (next === known) continue;
    joined = { ...(joined ?? a), [key]: next };
  }
  return joined ?? a;
}

const newer = <T extends Rank>(a: T, b: T): T => (isNewer(b, a) ? b : a);

function joinDetails(a: SourceDetail, b: SourceDetail): SourceDetail {
  const told = newer(a, b);
  const first_seen = Math.min(a.first_seen, b.first_seen);
  const last_seen = Math.max(a.last_seen, b.last_seen);
  if (told === a && first_seen === a.first_seen && last_seen === a.last_seen) return a;
  return { ...told, first_seen, last_seen };
}

function joinHides(a: Hides, b: Hides): Hides {
  const deletion = beats(b.deletion, a.deletion) ? b.deletion : a.deletion;
  const merge = beats(b.merge, a.merge) ? b.merge : a.merge;
  if (deletion === a.deletion && merge === a.merge) return a;
  return {
    ...(deletion === undefined ? {} : { deletion }),
    ...(merge === undefined ? {} : { merge }),
  };
}

const least = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const greatest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);
