import type { Database, Session } from '../../database/index.ts';
import type { DeviceState } from '../fold/index.ts';
import { recordReturns } from './audit.ts';
import { recordChanges, type Transition } from './changes.ts';
import { refreshHidden } from './hidden.ts';
import { storeStates } from './stored/index.ts';

type States = ReadonlyMap<string, DeviceState>;

/** The devices of `after` that are others than before, sorted as the indexes have them, which is faster for the server. */
export function transitionsOf(before: States, after: States): readonly Transition[] {
  return [...after]
    .flatMap(([deviceId, state]): Transition[] => {
      const known = before.get(deviceId);
      return state === known ? [] : [{ deviceId, before: known, after: state }];
    })
    .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

/** Stores devices that changed, with what follows from it. */
export async function storeDevices(
  database: Database,
  session: Session,
  {
    before,
    after,
    gone = [],
  }: {
    readonly before: States;
    readonly after: States;
    /** Devices that are none any more. */
    readonly gone?: readonly string[];
  },
): Promise<void> {
  const transitions = transitionsOf(before, after);
  await storeStates(database, session, transitions);
  await followDevices(database, session, transitions, gone);
}

/** Stores what follows from devices that changed, after they are stored. */
export async function followDevices(
  database: Database,
  session: Session,
  transitions: readonly Transition[],
  gone: readonly string[] = [],
): Promise<void> {
  if (transitions.length === 0 && gone.length === 0) return;
  const touched = [...transitions.map((one) => one.deviceId), ...gone];
  await refreshHidden(database, session, touched);
  await recordChanges(database, session, transitions);
  await recordReturns(database, session, transitions);
}
