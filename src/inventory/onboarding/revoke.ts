import { RadarError } from '../../core/index.ts';
import { type Session, sql } from '../../database/index.ts';
import {
  type ComponentType,
  type OnboardingPackage,
  type Requester,
  type StoredPackage,
  toldOf,
} from './package.ts';
import { changeStore, type OnboardedService, type OnboardingParts } from './parts.ts';
import { appendEvent, loadPackage, moment, movePackage } from './store.ts';
import { revokeTrust } from './trust.ts';

export interface RevokeRequest {
  readonly packageId: string;
  readonly reason: string | null;
  readonly by: Requester;
}

/**
 * Takes a package back: its token opens nothing, its component is trusted no longer (EO-20). The
 * trust entry goes first, so that a failure of the database leaves less trust and not more. Throws
 * NOT_FOUND, CONFLICT for a package that is revoked, expired or deleted, and TRUST_ISSUER_FAILED.
 */
export async function revokePackage(
  parts: OnboardingParts,
  { packageId, reason, by }: RevokeRequest,
): Promise<OnboardingPackage> {
  const { database, clock, trust } = parts;
  const now = clock.now();
  const found = await loadPackage(database, packageId, { now });
  refuseOver(found);
  await revokeTrust(trust, found.downstream_entry_id);
  const row = await changeStore(parts, 'onboarding.revoke', async (session) => {
    const moved = await movePackage(database, session, {
      packageId,
      to: 'revoked',
      now,
      set: sql`revoked_at = ${moment(now)}, download_token_hash = null,
               download_token_expires_at = ${moment(now)},
               join_token_expires_at = ${moment(now)}`,
    });
    if (moved !== undefined) await noteRevoked(parts, session, { row: moved, reason, by });
    return moved;
  });
  if (row === undefined) {
    refuseOver(await loadPackage(database, packageId, { now }));
    throw new RadarError('CONFLICT', `The package ${packageId} cannot be revoked.`, {
      hint: `It is ${found.effective_status}.`,
    });
  }
  parts.onAllowListChange?.(row.poller_id ?? '');
  return toldOf(row);
}

function refuseOver({ package_id: id, effective_status: status }: StoredPackage): void {
  if (status === 'revoked') {
    throw new RadarError('CONFLICT', `The package ${id} was revoked already.`, {
      hint: 'It can be deleted.',
    });
  }
  if (status === 'expired' || status === 'deleted') {
    throw new RadarError('CONFLICT', `The package ${id} is ${status}: nothing is left to revoke.`, {
      hint: status === 'expired' ? 'It can be deleted.' : 'Issue another one where it is needed.',
    });
  }
}

async function noteRevoked(
  { database, registry }: OnboardingParts,
  session: Session,
  { row, reason, by }: { readonly row: StoredPackage } & Pick<RevokeRequest, 'reason' | 'by'>,
): Promise<void> {
  await registry.revoke(session, serviceOf(row, by.actor));
  await appendEvent(database, session, {
    packageId: row.package_id,
    type: 'revoked',
    at: row.updated_at,
    by,
    details: { reason },
  });
}

/** The component of a package, as the registry knows it. */
function serviceOf(row: StoredPackage, actor: string): OnboardedService {
  return {
    type: row.component_type as ComponentType,
    id: row.component_id ?? row.poller_id ?? '',
    parentId: row.parent_id,
    pollerId: row.poller_id,
    checkerKind: row.checker_kind,
    spiffeId: row.downstream_spiffe_id ?? '',
    packageId: row.package_id,
    actor: actor.trim() || 'unknown',
    now: row.revoked_at ?? row.updated_at,
  };
}
