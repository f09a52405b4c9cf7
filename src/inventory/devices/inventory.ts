import { CATALOGUE, type DeviceObservation } from '../../catalogue/index.ts';
import type { Clock, Instant } from '../../core/index.ts';
import {
  classifyFault,
  type Database,
  ensureChunks,
  mayMaintain,
  type Session,
  sql,
} from '../../database/index.ts';
import { NONE_SHARED, type SharedMacs } from '../identity/index.ts';
import { foldObservations } from './observe.ts';
import {
  type RejoinRequest,
  rejoinDevices,
  type Separated,
  type SeparationRequest,
  separateDevices,
} from './separate.ts';

/** What the inventory works with. */
export interface InventoryParts {
  /** By the role that stores rows. */
  readonly database: Database;
  /** By the role that makes chunks. */
  readonly owner: Database;
  readonly clock: Clock;
  /** MAC addresses that an operator knows to be of many devices; none unless given. */
  readonly sharedMacs?: SharedMacs;
}

/** The inventory of devices. */
export interface Inventory {
  /** Folds normalised observations, inside the transaction that appends them (UD-51). */
  fold(session: Session, observations: readonly DeviceObservation[]): Promise<void>;
  /** Parts an identity from a device for good. Throws NOT_FOUND and CONFLICT. */
  separate(request: Omit<SeparationRequest, 'now'>): Promise<Separated>;
  /** Takes that back. Throws NOT_FOUND. */
  rejoin(request: Omit<RejoinRequest, 'now'>): Promise<Separated>;
}

/** Makes the inventory of devices. */
export function createInventory(parts: InventoryParts): Inventory {
  const { database, clock, sharedMacs = NONE_SHARED } = parts;
  return {
    fold: (session, observations) =>
      foldObservations(database, session, observations, { sharedMacs }),
    separate: (request) =>
      changeInventory(parts, 'inventory.separate', (session) =>
        separateDevices(database, session, { ...request, now: clock.now() }),
      ),
    rejoin: (request) =>
      changeInventory(parts, 'inventory.rejoin', (session) =>
        rejoinDevices(database, session, { ...request, now: clock.now() }),
      ),
  };
}

const ATTEMPTS = 5;

/** What a change of who is who appends to. */
const APPENDED = ['device_changes', 'device_merge_audit'] as const;

/** In one transaction, again where a chunk was missing or another transaction was in its way. */
async function changeInventory<T>(
  { database, owner, clock }: InventoryParts,
  name: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(name, work);
    } catch (fault) {
      const kind = classifyFault(fault);
      if (attempt >= ATTEMPTS || (kind !== 'chunk-missing' && kind !== 'transient')) throw fault;
      if (kind === 'chunk-missing') await ensureAppended(owner, clock);
    }
  }
}

/**
 * Makes the chunks that the inventory appends to now, where this role may: by our clock, and by that of the server,
 * which stamps what changes.
 */
export async function ensureAppended(owner: Database, clock: Clock): Promise<void> {
  if (!mayMaintain(owner)) return;
  const [server] = await owner.query<{ now: Instant }>(
    'inventory.server_time',
    sql`select clock_timestamp() as now`,
  );
  const now = clock.now();
  for (const name of APPENDED) {
    for (const at of new Set([now, server?.now ?? now])) {
      await ensureChunks(owner, CATALOGUE[name], { from: at, to: at });
    }
  }
}
