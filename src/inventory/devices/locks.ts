import { sha256Hex } from '../../core/index.ts';
import { type Session, sql } from '../../database/index.ts';

/**
 * Devices share this many locks. One lock per device would fill the server's lock table with a
 * large batch; two devices that share a lock only wait for each other.
 */
const LOCKS = 1_024;

/** Sets the locks of devices apart from other advisory locks of the database. */
const DEVICE_CLASS = 0x5241_4401;

/** The one lock of who is who. */
const IDENTITY_CLASS = 0x5241_4403;

/** Keeps who is who as it is until the transaction ends; any number do so at once. */
export async function holdIdentities(session: Session): Promise<void> {
  await session.query(
    'inventory.hold_identities',
    sql`select pg_advisory_xact_lock_shared(${IDENTITY_CLASS}::integer, 0)`,
  );
}

/** Lets nobody else touch devices until the transaction ends. */
export async function claimIdentities(session: Session): Promise<void> {
  await session.query(
    'inventory.claim_identities',
    sql`select pg_advisory_xact_lock(${IDENTITY_CLASS}::integer, 0)`,
  );
}

/** Keeps devices as they are, and who is who, until the transaction ends. */
export async function holdDevices(session: Session, deviceIds: readonly string[]): Promise<void> {
  await holdIdentities(session);
  await lockDevices(session, deviceIds);
}

/** In one fixed order, so that two batches with the same devices wait for each other (UD-47). */
export async function lockDevices(session: Session, deviceIds: readonly string[]): Promise<void> {
  const slots = new Set(deviceIds.map((id) => Number.parseInt(sha256Hex(id).slice(0, 8), 16)));
  const locks = [...new Set([...slots].map((slot) => slot % LOCKS))];
  await session.query(
    'inventory.lock_devices',
    sql`select pg_advisory_xact_lock(${DEVICE_CLASS}::integer, slot)
          from unnest(${locks}::integer[]) as slot order by slot`,
  );
}
