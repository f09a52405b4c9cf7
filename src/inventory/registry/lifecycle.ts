import type { ServiceStatus } from '../../catalogue/index.ts';
import { RadarError } from '../../core/index.ts';
import { nameOf, type Service } from './service.ts';

/** What happens to a service that is registered. */
export const SERVICE_ACTIONS = [
  /** It reports, later than ever before. */
  'report',
  /** It has not reported for too long. */
  'silence',
  /** A person says that it does not report any longer. */
  'deactivate',
  /** It is trusted no longer. */
  'revoke',
  /** Takes a revocation or deletion back. */
  'restore',
  /** It is gone; its row stays for a while, so that a late report does not bring it back. */
  'delete',
] as const;
export type ServiceAction = (typeof SERVICE_ACTIONS)[number];

/**
 * What each action makes of each status; null: refused; the same status: nothing happens (SR-10 to
 * SR-17). Only silence makes a service inactive, so any report ends that; revoked and deleted end by
 * a person alone.
 */
export const SERVICE_MOVES: {
  readonly [S in ServiceStatus]: { readonly [A in ServiceAction]: ServiceStatus | null };
} = {
  pending: {
    report: 'active',
    silence: 'pending',
    deactivate: null,
    revoke: 'revoked',
    restore: 'pending',
    delete: null,
  },
  active: {
    report: 'active',
    silence: 'inactive',
    deactivate: 'inactive',
    revoke: 'revoked',
    restore: null,
    delete: null,
  },
  inactive: {
    report: 'active',
    silence: 'inactive',
    deactivate: 'inactive',
    revoke: 'revoked',
    restore: null,
    delete: 'deleted',
  },
  revoked: {
    report: 'revoked',
    silence: 'revoked',
    deactivate: null,
    revoke: 'revoked',
    restore: 'pending',
    delete: 'deleted',
  },
  deleted: {
    report: 'deleted',
    silence: 'deleted',
    deactivate: null,
    revoke: null,
    restore: 'pending',
    delete: 'deleted',
  },
};

/** The event by which a change of status is known (SR-7). */
export const EVENT_OF = {
  report: 'activated',
  silence: 'deactivated',
  deactivate: 'deactivated',
  revoke: 'revoked',
  restore: 'restored',
  delete: 'deleted',
} as const satisfies { readonly [A in ServiceAction]: string };

const HINTS: { readonly [A in ServiceAction]?: string } = {
  deactivate: 'Only one that is active can be marked inactive.',
  revoke: 'Restore it before.',
  restore: 'Only one that was revoked or deleted can be restored.',
  delete: 'Revoke it before; one that is inactive can be deleted as it is.',
};

/** The status after an action. Throws CONFLICT where it is refused. */
export function statusAfter(service: Service, action: ServiceAction): ServiceStatus {
  const next = SERVICE_MOVES[service.status][action];
  if (next !== null) return next;
  const what = action === 'deactivate' ? 'marked inactive' : `${action.replace(/e$/, '')}ed`;
  throw new RadarError(
    'CONFLICT',
    `The ${nameOf(service)} is ${service.status} and cannot be ${what}.`,
    { hint: HINTS[action] ?? '' },
  );
}
