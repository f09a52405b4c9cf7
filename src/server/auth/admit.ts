import type { Permission } from '../../inventory/index.ts';
import type { Authentication } from './authenticate.ts';
import { refusalOf } from './authorise.ts';
import { identify } from './credentials.ts';
import { unauthenticated } from './refusal.ts';

/** Credentials of a call that is no HTTP request, by the names of the headers. */
export interface CallHeaders {
  readonly authorization?: string | undefined;
  readonly 'x-api-key'?: string | undefined;
}

/**
 * Lets a call in that has credentials with a permission, and is not confined to partitions: what comes
 * that way belongs to none. Throws UNAUTHENTICATED and ACCESS_DENIED.
 */
export async function admit(
  auth: Authentication | undefined,
  headers: CallHeaders,
  permission: Permission,
): Promise<void> {
  if (auth === undefined || !auth.enabled) return;
  const { identity, given } = await identify(auth.control, headers, undefined);
  if (identity === undefined) throw unauthenticated(given).error;
  const refusal = refusalOf(identity, { permission });
  if (refusal !== undefined) throw refusal.error;
}
