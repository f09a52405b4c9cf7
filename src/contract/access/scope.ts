/** Roles of users, the mightiest first. */
export const USER_ROLES = ['admin', 'operator', 'viewer', 'writer'] as const;

/** What permissions are about. */
export const SCOPE_AREAS = [
  'devices',
  'registry',
  'onboarding',
  'telemetry',
  'ingest',
  'storage',
  'deadletters',
  'access',
  'process',
] as const;

/** What may be done there: look, change, or what cannot be undone. */
export const SCOPE_ACTIONS = ['read', 'write', 'admin'] as const;

/** What an address asks for, and a role or token grants. */
export type AccessPermission = `${(typeof SCOPE_AREAS)[number]}:${(typeof SCOPE_ACTIONS)[number]}`;

/** Kinds of access events. */
export const ACCESS_EVENTS = [
  'login',
  'login_failed',
  'locked',
  'logout',
  'refresh_reused',
  'token_created',
  'token_revoked',
  'user_created',
  'user_changed',
  'user_disabled',
  'user_enabled',
  'password_changed',
  'password_reset',
  'keys_rotated',
] as const;
