import { setImmediate } from 'node:timers/promises';
import type { Database, Session } from '../../database/index.ts';
import { type DeviceState, join } from '../fold/index.ts';
import { keyOf, type ToldReport } from '../identity/index.ts';
import type { Transition } from './changes.ts';
import { followDevices, transitionsOf } from './store-devices.ts';
import {
  type ReportRow,
  readReports,
  readStates,
  STATES_AT_ONCE,
  storeReports,
  storeStates,
} from './stored/index.ts';

/** Who is who stays as it is: each report and its device take in what was told. The devices are locked. */
export async function foldKnown(
  database: Database,
  session: Session,
  told: readonly ToldReport[],
): Promise<void> {
  const reports = await readReports(database, session, told);
  const stored = new Map(reports.map((row) => [keyOf(row.partition, row.identity), row]));
  const changedReports: ReportRow[] = [];
  const tellings = new Map<string, ToldReport[]>();
  for (const one of told) {
    const row = stored.get(keyOf(one.partition, one.identity));
    if (row === undefined) continue;
    if (row.state !== null) {
      const joined = join(row.state, one.state);
      if (joined !== row.state) changedReports.push({ ...row, state: joined });
    }
    const known = tellings.get(row.device_id);
    if (known === undefined) tellings.set(row.device_id, [one]);
    else known.push(one);
  }
  await storeReports(database, session, changedReports);
  const transitions = await foldInSlices(database, session, tellings);
  await followDevices(database, session, transitions);
}

/**
 * Some devices at a time, what was told of them folded with them: the server reads the next and writes the last ones while these are folded, and of
 * many devices only some are held as the server sends them.
 */
async function foldInSlices(
  database: Database,
  session: Session,
  tellings: ReadonlyMap<string, readonly ToldReport[]>,
): Promise<readonly Transition[]> {
  const slices = slicesOf([...tellings.keys()].sort());
  const read = (slice: readonly string[] | undefined) =>
    later(
      slice === undefined
        ? Promise.resolve(new Map<string, DeviceState>())
        : readStates(database, session, slice),
    );
  const all: Transition[] = [];
  let reading = read(slices[0]);
  let storing: Promise<void> = Promise.resolve();
  try {
    for (const [index, slice] of slices.entries()) {
      const before = await reading;
      reading = read(slices[index + 1]);
      const transitions = transitionsOf(before, await foldInto(before, slice, tellings));
      for (const one of transitions) all.push(one);
      await storing;
      storing = later(storeStates(database, session, transitions));
    }
    await storing;
  } finally {
    // The first fault is what is thrown, once the other is at its end too.
    await Promise.allSettled([reading, storing]);
  }
  return all;
}

/** Awaited some steps later, which tells its fault early enough. */
function later<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

const slicesOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / STATES_AT_ONCE) }, (_, index) =>
    ids.slice(index * STATES_AT_ONCE, (index + 1) * STATES_AT_ONCE),
  );

/** Devices that are folded at once; in between, what is on its way to the server and from it goes on. */
const FOLDED_AT_ONCE = 25;

async function foldInto(
  before: ReadonlyMap<string, DeviceState>,
  deviceIds: readonly string[],
  tellings: ReadonlyMap<string, readonly ToldReport[]>,
): Promise<ReadonlyMap<string, DeviceState>> {
  const after = new Map<string, DeviceState>();
  for (const [index, deviceId] of deviceIds.entries()) {
    if (index % FOLDED_AT_ONCE === 0) await setImmediate();
    const known = before.get(deviceId);
    const told = (tellings.get(deviceId) ?? []).map(({ state }) => state);
    const [first] = told;
    if (first === undefined) continue;
    after.set(deviceId, known === undefined ? told.reduce(join) : told.reduce(join, known));
  }
  return after;
}
