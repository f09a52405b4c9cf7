import type { DeviceObservation } from '../../catalogue/index.ts';
import { type Instant, parseInstant } from '../../core/index.ts';
import { guessType, type TypeGuess } from './guess.ts';
import { kindOf, mergeTarget } from './kind.ts';
import { isNewer, type Origin, originOf, type Rank } from './rank.ts';

/** What one kind of source said of a device: its newest poller and agent, first and last time. */
export interface SourceDetail extends Rank {
  readonly poller_id: string;
  readonly agent_id: string;
  readonly first_seen: Instant;
  readonly last_seen: Instant;
}

/** The newest whole map that one kind of source told, with who told it. */
export interface SourceMap extends Rank {
  readonly reported_id: string;
  readonly poller_id: string;
  readonly agent_id: string;
  readonly metadata: { readonly [key: string]: string };
}

export const FOLDED_FIELDS = ['ip', 'hostname', 'mac', 'poller_id', 'agent_id'] as const;
export type FoldedField = (typeof FOLDED_FIELDS)[number];

/** The newest record of each kind that hides a device. */
export interface Hides {
  readonly deletion?: Origin;
  readonly merge?: Origin & { readonly into: string };
}

/** Everything that the fold remembers of one device. Plain JSON. */
export interface DeviceState {
  readonly values: { readonly [F in FoldedField]?: string };
  readonly origins: { readonly [F in FoldedField | 'newest']?: Origin };
  readonly available: boolean | null;
  readonly metadata: { readonly [key: string]: string };
  readonly sources: { readonly [source: string]: SourceDetail };
  /** The newest map of each kind of source. */
  readonly maps: { readonly [source: string]: SourceMap };
  /** Network partition; of several that were told for one id the least. */
  readonly partition: string;
  /** Null while only records that hide were seen. */
  readonly firstSeen: Instant | null;
  readonly lastSeen: Instant | null;
  readonly hides: Hides;
  /** The newest guess of what the device is, for as long as no source tells it (DS-2). */
  readonly guess?: TypeGuess;
}

/**
 * Folds normalised observations of one device into its state. The result is the same for every
 * order, grouping and repetition of the same observations, because each part of the state is a
 * maximum, a minimum or a union: newest non-blank value per field, whole metadata of the newest,
 * earliest and latest instant, union of sources (UD-15 to UD-19). Undefined while nothing that
 * counts was observed.
 */
export function fold(
  state: DeviceState | undefined,
  observations: readonly DeviceObservation[],
): DeviceState | undefined {
  let draft: Draft | undefined;
  for (const observation of newestFirst(observations)) {
    const kind = kindOf(observation);
    if (kind === 'bare') continue;
    draft ??= draftOf(state);
    if (draft.partition === '' || observation.partition < draft.partition) {
      draft.partition = observation.partition;
    }
    if (kind === 'plain') foldPlain(draft, observation);
    else foldHide(draft, observation);
  }
  return draft === undefined ? state : stateOf(draft);
}

/** In this order what comes later mostly replaces nothing, and needs no hash to tell so. */
function newestFirst(observations: readonly DeviceObservation[]): readonly DeviceObservation[] {
  if (observations.length < 2) return observations;
  return [...observations].sort((a, b) => b.observedAt - a.observedAt);
}

/** What a device is where nobody says (UD-22). */
const USUAL_TYPE = 'network_device';

/**
 * What the device is: the newest that any source told. A source that does not know what a device is does not make
 * it forgotten. What was guessed counts only where nobody told it, and its source says that it is a guess.
 */
export function deviceTypeOf({ maps, guess }: Pick<DeviceState, 'maps' | 'guess'>): {
  readonly type: string;
  readonly by?: Origin;
} {
  let newest: SourceMap | undefined;
  let by = '';
  let type = USUAL_TYPE;
  for (const source of Object.keys(maps)) {
    const map = maps[source];
    const told = map?.metadata.device_type?.trim() ?? '';
    if (map === undefined || told === '' || !isNewer(map, newest)) continue;
    newest = map;
    by = source;
    type = told;
  }
  if (newest !== undefined) {
    const { metadata: _map, ...rank } = newest;
    return { type, by: { ...rank, source: by } };
  }
  if (guess === undefined) return { type };
  const { type: guessed, ...origin } = guess;
  return { type: guessed, by: { ...origin, source: `${origin.source} (guessed)` } };
}

/**
 * What hides the device now: a deletion or merge that no plain observation is strictly newer than.
 * So at one instant a deletion wins over a merge, and both over the rest.
 */
export function hiddenBy(state: DeviceState): keyof Hides | null {
  const { newest } = state.origins;
  const hides = (record: Rank | undefined) =>
    record !== undefined && (newest === undefined || record.at >= newest.at);
  if (hides(state.hides.deletion)) return 'deletion';
  return hides(state.hides.merge) ? 'merge' : null;
}

/** A state that is being folded: a batch often has many observations of one device. */
interface Draft {
  readonly values: { [F in FoldedField]?: string };
  readonly origins: { [F in FoldedField | 'newest']?: Origin };
  available: boolean | null;
  metadata: DeviceState['metadata'];
  /** Maps, because a source may be named like something that objects inherit. */
  readonly sources: Map<string, SourceDetail>;
  readonly maps: Map<string, SourceMap>;
  partition: string;
  firstSeen: Instant | null;
  lastSeen: Instant | null;
  hides: Hides;
  guess: TypeGuess | undefined;
}

function draftOf(state: DeviceState | undefined): Draft {
  return {
    values: { ...state?.values },
    origins: { ...state?.origins },
    available: state?.available ?? null,
    metadata: state?.metadata ?? {},
    sources: new Map(Object.entries(state?.sources ?? {})),
    maps: new Map(Object.entries(state?.maps ?? {})),
    partition: state?.partition ?? '',
    firstSeen: state?.firstSeen ?? null,
    lastSeen: state?.lastSeen ?? null,
    hides: state?.hides ?? {},
    guess: state?.guess,
  };
}

/** Spelled out: copying the rest of an object showed in profiles, and this is done for every device. */
function stateOf(draft: Draft): DeviceState {
  const { guess } = draft;
  const state = {
    values: draft.values,
    origins: draft.origins,
    available: draft.available,
    metadata: draft.metadata,
    sources: Object.fromEntries(draft.sources),
    maps: Object.fromEntries(draft.maps),
    partition: draft.partition,
    firstSeen: draft.firstSeen,
    lastSeen: draft.lastSeen,
    hides: draft.hides,
  };
  return guess === undefined ? state : { ...state, guess };
}

/** Records that hide change nothing else: what the device is, others said. */
function foldHide(draft: Draft, observation: DeviceObservation): void {
  const origin = originOf(observation);
  if (kindOf(observation) === 'deletion') {
    if (isNewer(origin, draft.hides.deletion)) draft.hides = { ...draft.hides, deletion: origin };
  } else if (isNewer(origin, draft.hides.merge)) {
    const merge = { ...origin, into: mergeTarget(observation) ?? '' };
    draft.hides = { ...draft.hides, merge };
  }
}

const CLAIMED: { readonly [F in FoldedField]: keyof DeviceObservation } = {
  ip: 'ip',
  hostname: 'hostname',
  mac: 'mac',
  poller_id: 'pollerId',
  agent_id: 'agentId',
};

function foldPlain(draft: Draft, observation: DeviceObservation): void {
  const { observedAt: at } = observation;
  draft.firstSeen = Math.min(draft.firstSeen ?? at, at, claimedFirstSeen(observation));
  draft.lastSeen = Math.max(draft.lastSeen ?? at, at);
  const { values, origins, sources, maps } = draft;
  const { source } = observation;
  const type = guessType(observation);
  if (isOlder(draft, observation, type)) {
    const known = sources.get(source);
    if (known !== undefined && at < known.first_seen)
      sources.set(source, { ...known, first_seen: at });
    return;
  }
  const origin = originOf(observation);
  for (const field of FOLDED_FIELDS) {
    const value = observation[CLAIMED[field]];
    if (typeof value !== 'string' || value === '' || !isNewer(origin, origins[field])) continue;
    values[field] = value;
    origins[field] = origin;
  }
  if (isNewer(origin, origins.newest)) {
    origins.newest = origin;
    draft.available = observation.available;
    draft.metadata = observation.metadata;
  }
  if (type !== undefined && isNewer(origin, draft.guess)) draft.guess = { ...origin, type };
  sources.set(source, foldSource(sources.get(source), origin));
  if (isNewer(origin, maps.get(source))) {
    const { confidence, hash, reported_id, poller_id, agent_id } = origin;
    const { metadata } = observation;
    maps.set(source, { at, confidence, hash, reported_id, poller_id, agent_id, metadata });
  }
}

/** Whether it is older than all that it could replace. */
function isOlder(
  { origins, sources, maps, guess }: Draft,
  observation: DeviceObservation,
  type: string | undefined,
): boolean {
  const { observedAt: at, source } = observation;
  const older = (than: Rank | undefined) => than !== undefined && at < than.at;
  return (
    older(origins.newest) &&
    older(sources.get(source)) &&
    older(maps.get(source)) &&
    (type === undefined || older(guess)) &&
    FOLDED_FIELDS.every((field) => older(origins[field]) || !observation[CLAIMED[field]])
  );
}

function foldSource(before: SourceDetail | undefined, origin: Origin): SourceDetail {
  const { at, confidence, hash, poller_id, agent_id } = origin;
  const first_seen = Math.min(before?.first_seen ?? at, at);
  const last_seen = Math.max(before?.last_seen ?? at, at);
  if (before !== undefined && !isNewer(origin, before)) return { ...before, first_seen, last_seen };
  return { at, confidence, hash, poller_id, agent_id, first_seen, last_seen };
}

/**
 * `_first_seen` in the metadata, in the spellings of UD-33; no claim where it does not parse. Times
 * up to 1970 are no claims either: they are the zero values of the programs that report.
 */
function claimedFirstSeen({ metadata }: DeviceObservation): number {
  if (metadata._first_seen === undefined) return Number.POSITIVE_INFINITY;
  const text = metadata._first_seen.trim().replace(/ ?UTC$/i, 'Z');
  const claim = parseInstant(text) ?? parseInstant(`${text}Z`);
  return claim === undefined || claim <= 0 ? Number.POSITIVE_INFINITY : claim;
}
