import type { DeviceObservation } from '../catalogue/index.ts';
import { type Instant, parseInstant } from '../core/index.ts';
import { kindOf, mergeTarget } from './kind.ts';
import { isNewer, type Origin, originOf, type Rank } from './rank.ts';

/** What one kind of source said of a device: its newest poller and agent, first and last time. */
export interface SourceDetail extends Rank {
  readonly poller_id: string;
  readonly agent_id: string;
  readonly first_seen: Instant;
  readonly last_seen: Instant;
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
  /** Null while only records that hide were seen. */
  readonly firstSeen: Instant | null;
  readonly lastSeen: Instant | null;
  readonly hides: Hides;
}

const UNSEEN: DeviceState = {
  values: {},
  origins: {},
  available: null,
  metadata: {},
  sources: {},
  firstSeen: null,
  lastSeen: null,
  hides: {},
};

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
  return observations.reduce<DeviceState | undefined>((before, observation) => {
    const kind = kindOf(observation);
    if (kind === 'bare') return before;
    const known = before ?? UNSEEN;
    return kind === 'plain' ? foldPlain(known, observation) : foldHide(known, observation);
  }, state);
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

/** Records that hide change nothing else: what the device is, others said. */
function foldHide(state: DeviceState, observation: DeviceObservation): DeviceState {
  const origin = originOf(observation);
  if (kindOf(observation) === 'deletion') {
    if (!isNewer(origin, state.hides.deletion)) return state;
    return { ...state, hides: { ...state.hides, deletion: origin } };
  }
  if (!isNewer(origin, state.hides.merge)) return state;
  const merge = { ...origin, into: mergeTarget(observation) ?? '' };
  return { ...state, hides: { ...state.hides, merge } };
}

function foldPlain(state: DeviceState, observation: DeviceObservation): DeviceState {
  const origin = originOf(observation);
  const claimed: { readonly [F in FoldedField]: string | null } = {
    ip: observation.ip,
    hostname: observation.hostname,
    mac: observation.mac,
    poller_id: observation.pollerId,
    agent_id: observation.agentId,
  };
  const values: { [F in FoldedField]?: string } = { ...state.values };
  const origins: { [F in FoldedField | 'newest']?: Origin } = { ...state.origins };
  for (const field of FOLDED_FIELDS) {
    const value = claimed[field];
    if (value === null || value === '' || !isNewer(origin, origins[field])) continue;
    values[field] = value;
    origins[field] = origin;
  }
  const newest = isNewer(origin, origins.newest);
  if (newest) origins.newest = origin;
  const known = Object.hasOwn(state.sources, origin.source)
    ? state.sources[origin.source]
    : undefined;
  return {
    ...state,
    values,
    origins,
    available: newest ? observation.available : state.available,
    metadata: newest ? observation.metadata : state.metadata,
    sources: { ...state.sources, [origin.source]: foldSource(known, origin) },
    firstSeen: Math.min(state.firstSeen ?? origin.at, origin.at, claimedFirstSeen(observation)),
    lastSeen: Math.max(state.lastSeen ?? origin.at, origin.at),
  };
}

function foldSource(before: SourceDetail | undefined, origin: Origin): SourceDetail {
  const { at, confidence, hash, poller_id, agent_id } = origin;
  const seen = {
    first_seen: Math.min(before?.first_seen ?? at, at),
    last_seen: Math.max(before?.last_seen ?? at, at),
  };
  if (before !== undefined && !isNewer(origin, before)) return { ...before, ...seen };
  return { at, confidence, hash, poller_id, agent_id, ...seen };
}

/**
 * `_first_seen` in the metadata, in the spellings of UD-33; no claim where it does not parse. Times
 * up to 1970 are no claims either: they are the zero values of the programs that report.
 */
function claimedFirstSeen({ metadata }: DeviceObservation): number {
  const text = (metadata._first_seen ?? '').trim().replace(/ ?UTC$/i, 'Z');
  const claim = parseInstant(text) ?? parseInstant(`${text}Z`);
  return claim === undefined || claim <= 0 ? Number.POSITIVE_INFINITY : claim;
}
