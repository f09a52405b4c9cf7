import type { NewRow } from '../catalogue/index.ts';
import {
  type Clock,
  cleanIp,
  type ExactJson,
  type Instant,
  type JsonValue,
  RadarError,
} from '../core/index.ts';
import type { Database } from '../database/index.ts';
import { observationReader, RecordFault, type RefusedRow } from '../ingest/index.ts';
import {
  createDeviceCounter,
  type DeviceList,
  type DeviceSort,
  type DeviceStatus,
  everyDevice,
  type FoundDevice,
  getDevice,
  listDevices,
  readSearchTerm,
} from '../query/index.ts';
import { type IngestParts, submitBatch } from '../server/index.ts';

/** What a source says of a device (UD-1), by the names of `POST /api/observations`. */
export interface LibraryObservation {
  /** `<partition>:<ip>` unless given. */
  readonly device_id?: string | null;
  readonly ip?: string | null;
  /** Kind of source; `unknown` unless given. */
  readonly source?: string | null;
  readonly agent_id?: string | null;
  readonly poller_id?: string | null;
  /** `default` unless given. */
  readonly partition?: string | null;
  /** For a component of the monitoring itself: poller, agent, checker or network. */
  readonly service_type?: string | null;
  readonly service_id?: string | null;
  /** Microseconds since 1970, or RFC 3339; now unless given. */
  readonly timestamp?: Instant | string | null;
  readonly hostname?: string | null;
  /** In any spelling; several may be listed. */
  readonly mac?: string | null;
  readonly metadata?: { readonly [key: string]: JsonValue } | null;
  readonly is_available?: boolean | null;
}

/** An observation that cannot be stored, by its position, with why. */
export interface RefusedObservation {
  readonly index: number;
  /** The field or column at fault; null where it is not one. */
  readonly field: string | null;
  readonly reason: RefusedRow['reason'] | RecordFault['reason'];
  readonly message: string;
}

/** What became of observations. Each is in one count. */
export interface LibraryObserved {
  /** New ones: committed, and folded into the inventory. */
  readonly accepted: number;
  /** Those that were there already. */
  readonly duplicates: number;
  readonly rejected: readonly RefusedObservation[];
}

/** Which devices a list tells of, and from where on. What is left out leaves all. */
export interface LibraryDeviceFilter {
  /** Part of id, address, host name or MAC, a MAC in any spelling, or a network such as `10.0.0.0/8`. */
  readonly search?: string;
  readonly status?: DeviceStatus;
  /** Address in any spelling. */
  readonly ip?: string;
  /** Kind of source that ever saw the device. */
  readonly source?: string;
  readonly type?: string;
  readonly partition?: string;
  readonly tag?: string;
  /** A capability that is enabled. */
  readonly capability?: string;
  /** The best match first unless given; without a search those seen last first. */
  readonly sort?: { readonly by: DeviceSort; readonly descending?: boolean };
  /** Devices at most: 100 unless given, at most 1,000. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** Readers of the inventory. Instants are microseconds. */
export interface LibraryDevices {
  /** One visible device by its id, or by one that leads to it; undefined where there is none. */
  get(id: string): Promise<FoundDevice | undefined>;
  /** One page of visible devices. Throws REQUEST_INVALID for a filter or cursor that cannot be. */
  list(filter?: LibraryDeviceFilter): Promise<DeviceList>;
}

export interface ObservingParts {
  readonly ingest: IngestParts;
  readonly clock: Clock;
  /** Name of the receiver in metrics. */
  readonly receiver: string;
}

/** Observations of one transaction. */
const BATCH = 1_000;

/** Stores observations and folds them, a batch after the other, each in one transaction (UD-51). */
export async function observe(
  parts: ObservingParts,
  observations: readonly LibraryObservation[],
): Promise<LibraryObserved> {
  const told = { accepted: 0, duplicates: 0, rejected: [] as RefusedObservation[] };
  for (let from = 0; from < observations.length; from += BATCH) {
    const batch = observations.slice(from, from + BATCH);
    const outcome = await observeBatch(parts, batch);
    told.accepted += outcome.accepted;
    told.duplicates += outcome.duplicates;
    told.rejected.push(...outcome.rejected.map((one) => ({ ...one, index: from + one.index })));
  }
  return told;
}

async function observeBatch(
  { ingest, clock, receiver }: ObservingParts,
  observations: readonly LibraryObservation[],
): Promise<LibraryObserved> {
  const receivedAt = clock.now();
  const read = observationReader({ receivedAt, timeUnit: 'us' });
  const rows: NewRow<'device_updates'>[] = [];
  const places: number[] = [];
  const rejected: RefusedObservation[] = [];
  observations.forEach((observation, index) => {
    try {
      rows.push(read(given(observation)) as unknown as NewRow<'device_updates'>);
      places.push(index);
    } catch (fault) {
      if (!(fault instanceof RecordFault)) throw fault;
      const { field, reason, message } = fault;
      rejected.push({ index, field, reason, message });
    }
  });
  const origin = { receiver, receivedAt };
  const outcome = await submitBatch(ingest, { rows: { device_updates: rows }, origin });
  const { stored = 0, duplicate = 0, conflict = 0, refused = [] } = outcome.device_updates ?? {};
  rejected.push(...refused.map((one) => ({ ...one, index: places[one.index] ?? 0 })));
  rejected.sort((a, b) => a.index - b.index);
  return { accepted: stored, duplicates: duplicate + conflict, rejected };
}

/** What is undefined was not said. */
const given = (observation: LibraryObservation): ExactJson =>
  Object.fromEntries(Object.entries(observation).filter(([, value]) => value !== undefined));

const USUAL = 100;
const MOST = 1_000;

/** The readers over a database. */
export function libraryDevices(database: Database, clock: Clock): LibraryDevices {
  const counter = createDeviceCounter(clock);
  return {
    get: (id) => getDevice(database, id, null),
    list: async (wanted = {}) => {
      const { search, ip, sort, limit = USUAL, cursor, source, capability, ...same } = wanted;
      if (!Number.isSafeInteger(limit) || limit < 1) {
        throw new RadarError('REQUEST_INVALID', `A page cannot have ${limit} devices.`, {
          hint: `Give a whole number from 1 to ${MOST}.`,
        });
      }
      return listDevices(
        database,
        {
          filter: {
            ...everyDevice(null),
            ...same,
            search: readSearchTerm(search),
            ip: ip === undefined ? undefined : addressOf(ip),
            source: source?.toLowerCase(),
            capability: capability?.toLowerCase(),
          },
          order:
            sort === undefined ? 'fit' : { sort: sort.by, descending: sort.descending === true },
          limit: Math.min(limit, MOST),
          start: cursor === undefined ? { offset: 0 } : { cursor },
        },
        counter,
      );
    },
  };
}

function addressOf(text: string): string {
  const ip = cleanIp(text);
  if (ip !== null) return ip;
  throw new RadarError('REQUEST_INVALID', `There is no IP address "${text}".`, {
    hint: 'For networks and parts of addresses use search.',
  });
}
