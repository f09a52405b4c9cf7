import type {
  DeviceExplanation,
  DeviceObservationItem,
  FieldClaim,
  FieldExplanation,
} from '../../../contract/index.ts';
import { canonicalJson, formatInstant, type JsonValue } from '../../../core/index.ts';
import {
  claimText,
  confidenceOf,
  type DeviceState,
  deviceTypeOf,
  toldBy,
} from '../../../inventory/index.ts';
import type { Behind, DeviceRow, FoundDevice, ObservationRow } from '../../../query/index.ts';
import { instantText, keyTextOf, objectOf, present } from '../value.ts';
import { mapsOf, newestFirst, overlay, type Said } from './attributes.ts';

/** A value that somebody told of a field. */
interface Candidate extends Said {
  readonly value: JsonValue;
  readonly source: string;
  readonly reported_id: string;
}

/** Of what a value beat so much is told. */
const MOST_BEATEN = 20;

const FIELDS = ['ip', 'hostname', 'mac', 'poller_id', 'agent_id'] as const;
type Origins = DeviceState['origins'] & {
  readonly [field: string]: (Said & { source: string }) | undefined;
};

/** Everything that led to what the inventory says of a device. */
export function deviceExplanation(
  { device, redirectedFrom }: FoundDevice,
  everything: Behind,
): DeviceExplanation {
  const behind = { ...everything, observations: ownOf(everything) };
  return {
    device_id: device.device_id,
    ...present({ redirected_from: redirectedFrom }),
    partition: device.partition,
    fields: fieldsOf(device, behind.observations),
    identities: behind.identities.map((row) => ({
      kind: row.id_type,
      value: row.id_value,
      reported_id: row.reported_id,
      first_seen: instantText(row.first_seen),
      // Of the latest claim only the day is kept, which began before the first one where both are of one day.
      last_seen: formatInstant(Math.max(row.first_seen, row.last_seen)),
    })),
    separations: behind.separations.map((row) => ({
      identity: claimText(row),
      from: claimText({ kind: row.other_kind, value: row.other_value }),
      actor: row.actor,
      reason: row.reason,
      at: formatInstant(row.created_at),
    })),
    aliases: behind.redirects.map((row) => ({
      device_id: row.old_id,
      since: instantText(row.since),
    })),
    reporters: reportersOf(device.device_id, behind),
    history: behind.audit.map((row) => ({
      at: formatInstant(row.happened_at),
      action: row.action,
      device_id: row.device_id,
      other_device_id: row.other_device_id,
      actor: row.actor,
      evidence: row.evidence,
    })),
    observations: behind.observations.map(observationItem),
  };
}

/** The observations that are of this device, and not of another one that was reported under an id of it. */
function ownOf({ observations, reports }: Behind): readonly ObservationRow[] {
  if (reports.length === 0) return observations;
  return observations.filter((row) => reports.includes(identityOf(row)));
}

function identityOf(row: ObservationRow): string {
  return toldBy({
    observedAt: row.observed_at,
    deviceId: row.device_id,
    partition: row.partition,
    source: row.discovery_source,
    agentId: row.agent_id,
    pollerId: row.poller_id,
    ip: row.ip,
    mac: row.mac,
    hostname: row.hostname,
    available: row.available,
    metadata: (row.metadata ?? {}) as { readonly [key: string]: string },
  }).identity;
}

/** The ids under which the device was reported, as far as identities and kept observations tell. */
function reportersOf(
  deviceId: string,
  { redirects, identities, observations }: Behind,
): DeviceExplanation['reporters'] {
  const ids = new Set([
    deviceId,
    ...redirects.map((row) => row.old_id),
    ...identities.map((row) => row.reported_id),
  ]);
  return [...ids].map((id) => {
    const told = observations.filter((row) => row.device_id === id);
    const claimed = identities.filter((row) => row.reported_id === id);
    const first = [...told.map((row) => row.observed_at), ...claimed.map((row) => row.first_seen)];
    const last = [...told.map((row) => row.observed_at), ...claimed.map((row) => row.last_seen)];
    return {
      reported_id: id,
      sources: [...new Set(told.map((row) => row.discovery_source))].sort(),
      first_seen: first.length === 0 ? null : formatInstant(Math.min(...first)),
      last_seen: last.length === 0 ? null : formatInstant(Math.max(...last)),
    };
  });
}

function fieldsOf(device: DeviceRow, observations: readonly ObservationRow[]): FieldExplanation[] {
  const origins = device.field_origins as unknown as Origins;
  const id = device.device_id;
  const candidatesOf = (read: (row: ObservationRow) => JsonValue): Candidate[] =>
    observations.flatMap((row) => {
      const value = read(row);
      return value === null || value === '' ? [] : [candidateOf(row, value)];
    });
  const plain = FIELDS.map((field) =>
    explained(field, device[field], {
      winner: winnerOf(device[field], origins[field], id),
      others: candidatesOf((row) => row[field]),
    }),
  );
  const available = explained('is_available', device.is_available, {
    winner: winnerOf(device.is_available, origins.newest, id),
    others: candidatesOf((row) => row.available),
  });
  const type = typeOf(
    device,
    candidatesOf((row) => objectOf(row.metadata)?.device_type ?? null),
  );
  const maps = Object.entries(mapsOf(device.metadata_by_source));
  const attributes = overlay(device.metadata_by_source).map(({ key, value, ...said }) =>
    explained(`attributes.${key}`, value, {
      winner: { ...said, value, reported_id: said.reported_id ?? id },
      others: [
        ...maps.flatMap(([source, { metadata, ...told }]) => {
          const other = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
          if (other === undefined) return [];
          return [{ ...told, source, value: other, reported_id: told.reported_id ?? id }];
        }),
        ...candidatesOf((row) => objectOf(row.metadata)?.[key] ?? null),
      ],
    }),
  );
  return [...plain, available, type, ...attributes];
}

/** What the device is, as a source told it or as it was guessed; won by nobody where neither is. */
function typeOf(device: DeviceRow, observed: readonly Candidate[]): FieldExplanation {
  const maps = mapsOf(device.metadata_by_source);
  const { guess } = device.field_origins as unknown as Pick<DeviceState, 'guess'>;
  const { by } = deviceTypeOf({
    maps: maps as DeviceState['maps'],
    ...(guess === undefined ? {} : { guess }),
  });
  const told = Object.entries(maps).flatMap(([source, { metadata, ...said }]): Candidate[] => {
    const { device_type: value } = metadata;
    if (value === undefined || value.trim() === '') return [];
    return [{ ...said, source, value, reported_id: said.reported_id ?? device.device_id }];
  });
  return explained('device_type', device.device_type, {
    winner: winnerOf(device.device_type, by, device.device_id),
    others: [...told, ...observed],
  });
}

function winnerOf(
  value: JsonValue,
  origin: (Said & { readonly source: string }) | undefined,
  deviceId: string,
): Candidate | null {
  if (value === null || origin === undefined) return null;
  return { ...origin, value, reported_id: origin.reported_id ?? deviceId };
}

/** The hash of an observation that is kept is not, and decides only between equals. */
function candidateOf(row: ObservationRow, value: JsonValue): Candidate {
  return {
    value,
    at: row.observed_at,
    source: row.discovery_source,
    confidence: confidenceOf(row.discovery_source),
    hash: '',
    agent_id: row.agent_id,
    poller_id: row.poller_id,
    reported_id: row.device_id,
  };
}

/** Of equal values from one source and reporter only the newest beaten one is told. */
function explained(
  field: string,
  value: JsonValue,
  { winner, others }: { readonly winner: Candidate | null; readonly others: readonly Candidate[] },
): FieldExplanation {
  const seen = new Set<string>(winner === null ? [] : [nameOf(winner)]);
  const beaten = [...others].sort(newestFirst).filter((one) => {
    const name = nameOf(one);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
  return {
    field,
    value,
    won: winner === null ? null : claimOf(wonBy(winner, others)),
    beaten: beaten.slice(0, MOST_BEATEN).map(claimOf),
  };
}

/** The observation that won, where it is kept, tells under which id it was reported. */
function wonBy(winner: Candidate, others: readonly Candidate[]): Candidate {
  const kept = others.find(
    (one) =>
      one.at === winner.at && one.source === winner.source && sameValue(one.value, winner.value),
  );
  return kept === undefined ? winner : { ...winner, reported_id: kept.reported_id };
}

const sameValue = (a: JsonValue, b: JsonValue) => canonicalJson(a) === canonicalJson(b);

const nameOf = ({ value, source }: Candidate) => `${source} ${canonicalJson(value)}`;

function claimOf(one: Candidate): FieldClaim {
  return {
    value: one.value,
    source: one.source,
    at: formatInstant(one.at),
    confidence: one.confidence,
    agent_id: one.agent_id,
    poller_id: one.poller_id,
    reported_id: one.reported_id,
  };
}

/** One observation, as it was stored. */
export function observationItem(row: ObservationRow): DeviceObservationItem {
  return {
    observed_at: formatInstant(row.observed_at),
    device_id: row.device_id,
    source: row.discovery_source,
    partition: row.partition,
    agent_id: keyTextOf(row.agent_id) ?? '',
    poller_id: keyTextOf(row.poller_id) ?? '',
    ip: row.ip,
    mac: row.mac,
    hostname: row.hostname,
    is_available: row.available,
    metadata: objectOf(row.metadata),
  };
}
