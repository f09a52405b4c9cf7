import type { AccessPermission, Me } from '../../../src/contract/index.ts';

/** The part of who asks that decides what they may. */
export type Granted = Pick<Me, 'scopes' | 'partitions'>;

/** Whether scopes grant a permission, or all that another scope does. */
export function covers(scopes: readonly string[], wanted: string): boolean {
  const area = wanted.slice(0, wanted.indexOf(':'));
  return scopes.some((scope) => scope === '*' || scope === wanted || scope === `${area}:*`);
}

export interface Needs {
  readonly permission: AccessPermission;
  /** What it is about belongs to no network partition: whoever is confined to some is refused. */
  readonly whole?: boolean;
}

/** Whether somebody may use what needs that. The server decides; this spares a refusal. */
export function mayUse({ scopes, partitions }: Granted, { permission, whole }: Needs): boolean {
  return covers(scopes, permission) && !(whole === true && partitions !== null);
}
