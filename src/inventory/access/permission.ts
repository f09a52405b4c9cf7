/** What permissions are about. */
export const AREAS = [
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

export type Area = (typeof AREAS)[number];

/** What somebody may do: look, change, or what cannot be undone. */
export const ACTIONS = ['read', 'write', 'admin'] as const;

export type Action = (typeof ACTIONS)[number];

/** What a route asks for. */
export type Permission = `${Area}:${Action}`;

/** What a role or a token grants: a permission, all of an area, or everything (US-11). */
export type Scope = Permission | `${Area}:*` | '*';

/** Every scope there is. */
export const SCOPES: readonly Scope[] = [
  '*',
  ...AREAS.flatMap((area): Scope[] => [
    `${area}:*`,
    ...ACTIONS.map((action): Scope => `${area}:${action}`),
  ]),
];

/** Whether a text is a scope. */
export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** Whether scopes grant a permission. */
export function grants(scopes: readonly string[], permission: Permission): boolean {
  const area = permission.slice(0, permission.indexOf(':'));
  return scopes.some((scope) => scope === '*' || scope === permission || scope === `${area}:*`);
}

/** What both grant: a token never grants more than the user whose it is. */
export function commonScopes(one: readonly string[], other: readonly string[]): readonly Scope[] {
  const both = SCOPES.filter((scope) => covers(one, scope) && covers(other, scope));
  return both.filter((scope) => !both.some((wider) => wider !== scope && isWider(wider, scope)));
}

/** Whether scopes grant everything that a scope grants. */
export function covers(scopes: readonly string[], scope: Scope): boolean {
  return scopes.some((one) => one === scope || isWider(one, scope));
}

function isWider(wide: string, narrow: Scope): boolean {
  if (wide === '*') return narrow !== '*';
  return wide.endsWith(':*') && narrow !== wide && narrow.startsWith(wide.slice(0, -1));
}
