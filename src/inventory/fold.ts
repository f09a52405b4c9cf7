import type { DeviceObservation } from '../catalogue/index.ts';
import { canonicalJson, type Instant, type JsonObject, sha256Hex } from '../core/index.ts';
import { confidenceOf } from './confidence.ts';

/** Place of an observation in the order that decides which value wins (design §6). */
export interface Rank {
  readonly at: Instant;
  readonly confidence: number;
  readonly hash: string;
}

/** Where a value came from. */
export interface Origin extends Rank {
  readonly source: string;
  readonly poller_id: string;
  readonly agent_id: string;
}

export interface SourceDetail extends Rank {
  readonly poller_id: string;
  readonly agent_id: string;
  readonly first_seen: Instant;
  readonly last_seen: Instant;
}

export const FOLDED_FIELDS = ['ip', 'hostname', 'mac', 'poller_id', 'agent_id'] as const;
export type FoldedField = (typeof FOLDED_FIELDS)[number];

/** Everything that the fold remembers of one device. Plain JSON. */
export interface DeviceState {
  readonly values: { readonly [F in FoldedField]?: string };
  readonly origins: { readonly [F in FoldedField | 'newest']?: Origin };
  readonly available: boolean | null;
  readonly metadata: { readonly [key: string]: string };
  readonly sources: { readonly [source: string]: SourceDetail };
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
}

/** Order of two ranks: later instant, then greater confidence, then greater hash. */
export function compareRank(a: Rank, b: Rank): number {
  return (
    a.at - b.at || a.confidence - b.confidence || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)
  );
}

/** The observation as canonical JSON; its hash makes ties deterministic and repetitions equal. */
export function observationJson(observation: DeviceObservation): JsonObject {
  return { ...observation };
}

/**
 * Folds observations of one device into its state. The result is the same for every order,
 * grouping and repetition of the same observations: newest non-blank value per field, whole
 * metadata of the newest, earliest and latest instant, union of sources (UD-15 to UD-19).
 * Undefined while nothing that counts was observed.
 */
export function fold(
  state: DeviceState | undefined,
  observations: readonly DeviceObservation[],
): DeviceState | undefined {
  return observations.filter(counts).reduce<DeviceState | undefined>(foldOne, state);
}

/** A sweep that knows nothing but an address does not count (UD-20). */
function counts(observation: DeviceObservation): boolean {
  const { metadata, mac, source, ip } = observation;
  const strong = ['armis_device_id', 'integration_id', 'netbox_device_id'].some(
    (key) => (metadata[key] ?? '').trim() !== '',
  );
  return strong || mac !== null || (source !== 'sweep' && ip !== null);
}

function foldOne(state: DeviceState | undefined, observation: DeviceObservation): DeviceState {
  const origin: Origin = {
    at: observation.observedAt,
    confidence: confidenceOf(observation.source),
    hash: sha256Hex(canonicalJson(observationJson(observation))),
    source: observation.source,
    poller_id: observation.pollerId,
    agent_id: observation.agentId,
  };
  const claimed: { readonly [F in FoldedField]: string | null } = {
    ip: observation.ip,
    hostname: observation.hostname,
    mac: observation.mac,
    poller_id: observation.pollerId,
    agent_id: observation.agentId,
  };
  const values: { [F in FoldedField]?: string } = { ...state?.values };
  const origins: { [F in FoldedField | 'newest']?: Origin } = { ...state?.origins };
  for (const field of FOLDED_FIELDS) {
    const value = claimed[field];
    if (value === null || value === '' || !isNewer(origin, origins[field])) continue;
    values[field] = value;
    origins[field] = origin;
  }
  const newest = isNewer(origin, origins.newest);
  if (newest) origins.newest = origin;
  return {
    values,
    origins,
    available: newest ? observation.available : (state?.available ?? null),
    metadata: newest ? observation.metadata : (state?.metadata ?? {}),
    sources: {
      ...state?.sources,
      [origin.source]: foldSource(state?.sources[origin.source], origin),
    },
    firstSeen: Math.min(state?.firstSeen ?? origin.at, origin.at, claimedFirstSeen(observation)),
    lastSeen: Math.max(state?.lastSeen ?? origin.at, origin.at),
  };
}

function isNewer(origin: Origin, than: Origin | undefined): boolean {
  return than === undefined || compareRank(origin, than) > 0;
}

function foldSource(before: SourceDetail | undefined, origin: Origin): SourceDetail {
  const { at, confidence, hash, poller_id, agent_id } = origin;
  const seen = {
    first_seen: Math.min(before?.first_seen ?? at, at),
    last_seen: Math.max(before?.last_seen ?? at, at),
  };
  if (before !== undefined && compareRank(origin, before) < 0) return { ...before, ...seen };
  return { at, confidence, hash, poller_id, agent_id, ...seen };
}

/** `_first_seen` in the metadata, where it parses (UD-19); else no claim. */
function claimedFirstSeen(observation: DeviceObservation): number {
  const claim = Date.parse(observation.metadata._first_seen ?? '');
  return Number.isNaN(claim) ? Number.POSITIVE_INFINITY : claim * 1_000;
}
