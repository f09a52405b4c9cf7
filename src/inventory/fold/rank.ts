import type { DeviceObservation } from '../../catalogue/index.ts';
import { canonicalJson, type Instant, type JsonObject, sha256Hex } from '../../core/index.ts';
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
  /** The id under which it was reported, which may be that of another device by now. */
  readonly reported_id: string;
  readonly poller_id: string;
  readonly agent_id: string;
}

/** Order of two ranks: later instant, then greater confidence, then greater hash. */
export function compareRank(a: Rank, b: Rank): number {
  return (
    a.at - b.at || a.confidence - b.confidence || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)
  );
}

export function isNewer(rank: Rank, than: Rank | undefined): boolean {
  return than === undefined || compareRank(rank, than) > 0;
}

/** The observation as canonical JSON; its hash makes ties deterministic and repetitions equal. */
export function observationJson(observation: DeviceObservation): JsonObject {
  const { agentId, available, deviceId, hostname, ip, mac } = observation;
  const { metadata, observedAt, partition, pollerId, source } = observation;
  // In the order of canonical JSON, so that nobody need sort them.
  return {
    agentId,
    available,
    deviceId,
    hostname,
    ip,
    mac,
    metadata,
    observedAt,
    partition,
    pollerId,
    source,
  };
}

export function originOf(observation: DeviceObservation): Origin {
  return {
    at: observation.observedAt,
    confidence: confidenceOf(observation.source),
    hash: sha256Hex(canonicalJson(observationJson(observation))),
    source: observation.source,
    reported_id: observation.deviceId,
    poller_id: observation.pollerId,
    agent_id: observation.agentId,
  };
}
