import type { Scope } from './permission.ts';

/** Roles of users, the mightiest first. */
export const ROLES = ['admin', 'operator', 'viewer', 'writer'] as const;

export type Role = (typeof ROLES)[number];

/**
 * What each role grants: the one table of it. Issuing trust to components and managing users is for
 * admins alone (US-10); a writer is a program that sends, and reads nothing back.
 */
export const ROLE_SCOPES: { readonly [R in Role]: readonly Scope[] } = {
  admin: ['*'],
  operator: [
    'devices:*',
    'registry:*',
    'onboarding:read',
    'telemetry:*',
    'ingest:*',
    'storage:*',
    'deadletters:*',
    'process:*',
  ],
  viewer: [
    'devices:read',
    'registry:read',
    'telemetry:read',
    'ingest:read',
    'storage:read',
    'process:read',
  ],
  writer: ['ingest:write', 'process:read'],
};

/** Whether a text is a role. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** What the roles grant together; those of a newer program, or of a provider, grant nothing. */
export function scopesOf(roles: readonly string[]): readonly Scope[] {
  return [...new Set(roles.filter(isRole).flatMap((role) => ROLE_SCOPES[role]))];
}
