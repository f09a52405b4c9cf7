import type { Database, Session } from '../../database/index.ts';
import type { DeviceState } from '../fold/index.ts';
import { recordReturns } from './audit.ts';
import { recordChanges, type Transition } from './changes.ts';
import { refreshHidden } from './hidden.ts';
import { storeStates } from './stored/index.ts';

/** Stores devices that changed, with what follows from it. */
export async function storeDevices(
  database: Database,
  session: Session,
  {
    before,
    after,
    gone = [],
  }: {
    readonly before: ReadonlyMap<string, DeviceState>;
    readonly after: ReadonlyMap<string, DeviceState>;
    /** Devices that are none any more. */
    readonly gone?: readonly string[];
  },
): Promise<void> {
  const transitions = [...after]
    .flatMap(([deviceId, state]): Transition[] => {
      const known = before.get(deviceId);
      return state === known ? [] : [{ deviceId, before: known, after: state }];
    })
    // As the indexes have them, which is faster for the server.
    .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  if (transitions.length === 0 && gone.length === 0) return;
  await storeStates(database, session, transitions);
  const touched = [...transitions.map((one) => one.deviceId), ...gone];
  await refreshHidden(database, session, touched);
  await recordChanges(database, session, transitions);
  await recordReturns(database, session, transitions);
}
