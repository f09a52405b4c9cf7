import { messageOf, RadarError } from '../../core/index.ts';
import { sql } from '../../database/index.ts';
import { MOVES, type Requester, type StoredPackage } from './package.ts';
import { changeStore, type OnboardingParts } from './parts.ts';
import { appendEvent, loadPackage, moment, movePackage } from './store.ts';
import { revokeTrust } from './trust.ts';

export interface DeleteRequest {
  readonly packageId: string;
  readonly reason: string | null;
  readonly by: Requester;
}

/**
 * Makes a tombstone of a package that was revoked or has expired (EO-21). The row stays, its secrets
 * do not. Throws NOT_FOUND and, for every other status, REQUEST_INVALID.
 */
export async function deletePackage(
  parts: OnboardingParts,
  { packageId, reason, by }: DeleteRequest,
): Promise<void> {
  const { database, clock, trust, log } = parts;
  const now = clock.now();
  const found = await loadPackage(database, packageId, { now });
  refuseLive(found);
  const actor = by.actor.trim() || 'unknown';
  const done = await changeStore(parts, 'onboarding.delete', async (session) => {
    const row = await movePackage(database, session, {
      packageId,
      to: 'deleted',
      now,
      set: sql`deleted_at = ${moment(now)}, deleted_by = ${actor}, deleted_reason = ${reason},
               join_token_ciphertext = null, bundle_ciphertext = null, secrets_key_id = null,
               download_token_hash = null`,
    });
    if (row === undefined) return false;
    const details = { reason };
    const event = { packageId, type: 'deleted', at: row.updated_at, by, details };
    await appendEvent(database, session, event);
    return true;
  });
  if (!done) {
    refuseLive(await loadPackage(database, packageId, { now }));
    return;
  }
  // That of a revoked one is gone; an expired one still has it, and nobody comes for it.
  if (found.revoked_at !== null) return;
  await revokeTrust(trust, found.downstream_entry_id).catch((fault: unknown) =>
    log.error(
      { entry_id: found.downstream_entry_id, fault: messageOf(fault) },
      'a trust entry is left over from a package that was deleted; remove it by hand',
    ),
  );
}

function refuseLive({ package_id: id, effective_status: status, deleted_at }: StoredPackage): void {
  if (MOVES[status]?.includes('deleted') === true) return;
  const message = `The package ${id} is ${status}, and only what was revoked or has expired can be deleted.`;
  throw new RadarError('REQUEST_INVALID', message, {
    hint: deleted_at === null ? 'Revoke it first.' : 'There is nothing left to delete.',
  });
}
