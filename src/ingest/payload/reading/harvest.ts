import {
  type DatasetName,
  type DeviceObservation,
  type HostPoll,
  type NewRow,
  withHash,
} from '../../../catalogue/index.ts';
import type { RowsByDataset } from '../../writer/index.ts';
import { excerpt } from './excerpt.ts';
import {
  Idle,
  list,
  type Part,
  type Place,
  partOf,
  pathText,
  type SkipReason,
  type Step,
  Unreadable,
  type UnreadableReason,
} from './part.ts';

/** A record that cannot become a row. */
export interface RefusedPart {
  /** The dataset that its rows would belong to. */
  readonly dataset: DatasetName;
  /** What is wrong in it, such as `status.cpus[3].usage_percent`. */
  readonly path: string;
  readonly reason: UnreadableReason;
  readonly message: string;
  /** The payload with this record alone, to be read again. */
  readonly original: unknown;
}

/** A record that by the rules of its kind is no row, without being wrong. */
export interface SkippedPart {
  readonly path: string;
  readonly reason: SkipReason;
}

/** What a payload yields. */
export interface PayloadRows {
  readonly rows: RowsByDataset;
  /** What it tells of devices, for the inventory. */
  readonly observations: readonly DeviceObservation[];
  /** Polls of hosts that it is the answer to. */
  readonly polls: readonly HostPoll[];
  readonly refused: readonly RefusedPart[];
  readonly skipped: readonly SkippedPart[];
  /** The payload with the record alone from which a row was made; undefined where there is none. */
  original(dataset: DatasetName, index: number): unknown;
}

/** A row whose hash is still to be computed. */
export type Unhashed<N extends DatasetName> = Omit<NewRow<N>, 'row_key' | 'event_id'>;

/** Gathers what the records of one payload yield. */
export interface Harvest {
  add<N extends DatasetName>(dataset: N, row: Unhashed<N>, from: Pick<Place, 'path'>): void;
  /** Unless the device is at an address that is ignored. */
  observe(observation: DeviceObservation, from?: Pick<Place, 'path'>): void;
  polled(poll: HostPoll): void;
  skip(from: Pick<Place, 'path'>, reason: SkipReason): void;
  /** Reads one record; false for one that is no row. What cannot be read is refused; the others stay. */
  attempt(dataset: DatasetName, place: Place, read: (part: Part) => void): boolean;
  /** As {@link Harvest.attempt}, for what is at a path, of whatever kind. */
  guard(dataset: DatasetName, path: readonly Step[], read: () => void): boolean;
  /** Reads each record of a list that a member holds; nothing where the member is absent. */
  each(dataset: DatasetName, holder: Part, name: string, read: (part: Part) => void): void;
  result(): PayloadRows;
}

/** Begins the key under which another address of a device stands (DS-1). */
export const ALIAS_KEY = 'alt_ip:';

/** `ignores` tells at which addresses there are no devices for the inventory. */
export function createHarvest(
  payload: unknown,
  ignores: (address: string) => boolean = () => false,
): Harvest {
  const rows: { [N in DatasetName]?: object[] } = {};
  const origins: { [N in DatasetName]?: (readonly Step[])[] } = {};
  const observations: DeviceObservation[] = [];
  const polls: HostPoll[] = [];
  const refused: RefusedPart[] = [];
  const skipped: SkippedPart[] = [];
  const skip: Harvest['skip'] = ({ path }, reason) => {
    skipped.push({ path: pathText(path), reason });
  };
  const guard: Harvest['guard'] = (dataset, path, read) => {
    try {
      read();
      return true;
    } catch (fault) {
      if (fault instanceof Idle) {
        skip({ path }, fault.reason);
        return false;
      }
      if (!(fault instanceof Unreadable)) throw fault;
      refused.push({
        dataset,
        path: pathText(fault.path),
        reason: fault.reason,
        message: fault.message,
        original: excerpt(payload, path),
      });
      return false;
    }
  };
  const attempt: Harvest['attempt'] = (dataset, place, read) =>
    guard(dataset, place.path, () => read(partOf(place)));
  return {
    add(dataset, row, { path }) {
      rows[dataset] ??= [];
      origins[dataset] ??= [];
      rows[dataset].push(withHash(dataset, row));
      origins[dataset].push(path);
    },
    observe(observation, from = { path: [] }) {
      if (observation.ip !== null && ignores(observation.ip)) skip(from, 'ignored_address');
      else observations.push(withoutAliases(observation, ignores));
    },
    polled: (poll) => void polls.push(poll),
    skip,
    attempt,
    guard,
    each(dataset, holder, name, read) {
      guard(dataset, [...holder.path, name], () => {
        for (const place of list(holder, name)) attempt(dataset, place, read);
      });
    },
    result: () => ({
      rows: rows as RowsByDataset,
      observations,
      polls,
      refused,
      skipped,
      original: (dataset, index) => {
        const path = origins[dataset]?.[index];
        return path === undefined ? undefined : excerpt(payload, path);
      },
    }),
  };
}

/** The observation without those of its device's other addresses that are ignored. */
function withoutAliases(
  observation: DeviceObservation,
  ignores: (address: string) => boolean,
): DeviceObservation {
  const told = Object.entries(observation.metadata);
  const kept = told.filter(
    ([key]) => !key.startsWith(ALIAS_KEY) || !ignores(key.slice(ALIAS_KEY.length)),
  );
  if (kept.length === told.length) return observation;
  return { ...observation, metadata: Object.fromEntries(kept) };
}
