import { SCOPE_ACTIONS, SCOPE_AREAS } from '../../../../src/contract/index.ts';
import { covers } from '../../data/index.ts';

/** An area of permissions, as a person calls it. */
export interface ScopeArea {
  readonly area: (typeof SCOPE_AREAS)[number];
  readonly title: string;
}

const TITLES: { readonly [A in ScopeArea['area']]: string } = {
  devices: 'Devices',
  registry: 'Registry',
  onboarding: 'Onboarding',
  telemetry: 'Telemetry',
  ingest: 'Ingest',
  storage: 'Storage',
  deadletters: 'Dead letters',
  access: 'Users and tokens',
  process: 'The process itself',
};

export const AREAS: readonly ScopeArea[] = SCOPE_AREAS.map((area) => ({
  area,
  title: TITLES[area],
}));

/** What may be done in an area: the single permissions, `*` for all of them. */
export const ACTIONS = [...SCOPE_ACTIONS, '*'] as const;

/** Scopes of an area that somebody has, and so may give. */
export function givable(area: ScopeArea['area'], own: readonly string[]): readonly string[] {
  const scopes = ACTIONS.map((action) => `${area}:${action}`);
  return scopes.filter((scope) => covers(own, scope));
}

/** The scopes after one was chosen or left; all of an area, or everything, takes the place of its parts. */
export function toggleScope(chosen: readonly string[], scope: string): readonly string[] {
  if (chosen.includes(scope)) return chosen.filter((one) => one !== scope);
  if (scope === '*') return ['*'];
  const area = scope.slice(0, scope.indexOf(':'));
  const isPart = (one: string) => one.startsWith(`${area}:`);
  const isAll = scope.endsWith(':*');
  const kept = chosen.filter(
    (one) => one !== '*' && !(isPart(one) && (isAll || one.endsWith(':*'))),
  );
  return [...kept, scope];
}
