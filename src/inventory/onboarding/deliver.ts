import { RadarError } from '../../core/index.ts';
import { sql } from '../../database/index.ts';
import { type OnboardingPackage, type Requester, type StoredPackage, toldOf } from './package.ts';
import { changeStore, type OnboardingParts } from './parts.ts';
import { decodeToken, hashOfToken, isTokenOf } from './secrets/index.ts';
import { appendEvent, loadPackage, moment, movePackage } from './store.ts';

/** A package in the hands of who brought its token. */
export interface DeliveredPackage {
  readonly package: OnboardingPackage;
  readonly joinToken: string;
  readonly bundlePem: string;
}

export interface DeliverRequest {
  readonly packageId: string;
  /** The download token, or an onboarding token that holds it. */
  readonly token: string;
  readonly by: Requester;
}

/**
 * Hands a package out, once (EO-15 to EO-17). `pack` makes of it what is sent, before the token is
 * used up: where that fails, the token still holds. Throws, in this order, REQUEST_INVALID for no
 * token, NOT_FOUND, CONFLICT for a package that was delivered or revoked, GONE for one that expired,
 * UNAUTHENTICATED for a wrong token, GONE for one that is too old; then SECRET_UNREADABLE.
 */
export async function deliverPackage<T>(
  parts: OnboardingParts,
  { packageId, token, by }: DeliverRequest,
  pack: (delivered: DeliveredPackage) => Promise<T>,
): Promise<T> {
  const given = tokenFor(packageId, token);
  const { database, clock } = parts;
  const now = clock.now();
  const found = await loadPackage(database, packageId, { now });
  checkDeliverable(found, given, now);
  const secrets = openSecrets(parts, found);
  const hash = hashOfToken(given);
  const sent = await changeStore(parts, 'onboarding.deliver', async (session) => {
    const row = await movePackage(database, session, {
      packageId,
      to: 'delivered',
      now,
      set: sql`delivered_at = ${moment(now)}, download_token_hash = null,
               download_token_expires_at = ${moment(now)}`,
      where: sql`package.download_token_hash = ${hash}`,
    });
    if (row === undefined) return undefined;
    await appendEvent(database, session, {
      packageId,
      type: 'delivered',
      at: row.updated_at,
      by,
      details: { download_token_hash: hash },
    });
    return { content: await pack({ package: toldOf(row), ...secrets }) };
  });
  if (sent !== undefined) return sent.content;
  // Somebody was faster: what it is now says who.
  checkDeliverable(await loadPackage(database, packageId, { now }), given, now);
  throw new RadarError('CONFLICT', `The package ${packageId} changed meanwhile.`, {
    hint: 'Look at it, and try again.',
  });
}

/** The token in what was sent; an onboarding token must be one of this package. */
function tokenFor(packageId: string, text: string): string {
  if (text.trim() === '') {
    throw new RadarError('REQUEST_INVALID', 'The download token is missing.', {
      hint: 'Send it as "download_token" in a JSON body.',
    });
  }
  const parts = decodeToken(text, packageId);
  return parts.packageId.toLowerCase() === packageId.toLowerCase() ? parts.downloadToken : '';
}

/** The checks in the order of EO-15, by the status as it is stored. */
function checkDeliverable(found: StoredPackage, token: string, now: number): void {
  const { package_id: id, status, revoked_at: revokedAt, deleted_at: deletedAt } = found;
  const isOver = status === 'revoked' || status === 'deleted';
  if (isOver || revokedAt !== null || deletedAt !== null) {
    throw new RadarError('CONFLICT', `The package ${id} was revoked.`, { hint: NEW_ONE });
  }
  if (status === 'delivered' || status === 'activated') {
    throw new RadarError('CONFLICT', `The package ${id} was delivered already.`, { hint: NEW_ONE });
  }
  if (status === 'expired') throw expired(id);
  if (status !== 'issued') {
    throw new RadarError('CONFLICT', `The package ${id} is ${status}.`, { hint: NEW_ONE });
  }
  const { download_token_hash: hash, download_token_expires_at: expiresAt } = found;
  if (hash === null || hash === '' || !isTokenOf(token, hash)) {
    throw new RadarError('UNAUTHENTICATED', 'The download token is not valid.', {
      hint: 'Copy the whole token that the creation of the package told.',
    });
  }
  if (expiresAt !== null && now > expiresAt) throw expired(id);
}

const NEW_ONE = 'Its token opens nothing any longer; let an administrator issue another package.';

const expired = (id: string) =>
  new RadarError('GONE', `The package ${id} has expired.`, { hint: NEW_ONE });

function openSecrets(
  { keys }: OnboardingParts,
  found: StoredPackage,
): Pick<DeliveredPackage, 'joinToken' | 'bundlePem'> {
  const { package_id: packageId, secrets_key_id: keyId } = found;
  const opened = (ciphertext: string | null, field: 'join_token' | 'bundle') =>
    ciphertext === null || ciphertext === ''
      ? ''
      : keys.decrypt(ciphertext, { packageId, field }, keyId);
  return {
    joinToken: opened(found.join_token_ciphertext, 'join_token'),
    bundlePem: opened(found.bundle_ciphertext, 'bundle'),
  };
}
