import type { ACCESS_EVENTS, AccessEventItem } from '../../../../src/contract/index.ts';

const WORDS: { readonly [K in (typeof ACCESS_EVENTS)[number]]: string } = {
  login: 'Logged in',
  login_failed: 'Log-in refused',
  locked: 'Locked',
  logout: 'Logged out',
  refresh_reused: 'Refresh token came twice',
  token_created: 'Token made',
  token_revoked: 'Token revoked',
  user_created: 'User made',
  user_changed: 'User changed',
  user_disabled: 'User disabled',
  user_enabled: 'User enabled',
  password_changed: 'Password changed',
  password_reset: 'Password reset',
  keys_rotated: 'Signing keys replaced',
};

/** What happened, in words; of a newer server its own word. */
export function wordsOf(kind: string): string {
  return kind in WORDS ? WORDS[kind as keyof typeof WORDS] : kind;
}

/** Kinds at which somebody who looks for trouble stops. */
export const TROUBLE: readonly string[] = ['login_failed', 'locked', 'refresh_reused'];

/** More about an event, in one line. */
export function detailOf({ detail }: Pick<AccessEventItem, 'detail'>): string {
  return Object.entries(detail)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${textOf(value)}`)
    .join(' · ');
}

function textOf(value: unknown): string {
  if (value === null) return 'all';
  if (Array.isArray(value)) return value.map(textOf).join(', ') || 'none';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${textOf(inner)}`)
    .join(', ');
}
