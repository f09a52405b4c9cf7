import type { FastifyContextConfig } from 'fastify';
import { grants, type Identity } from '../../inventory/index.ts';
import { confinedRefusal, lacking, type Refusal, unchanged } from './refusal.ts';

/** Why somebody may not use a route; undefined where they may. */
export function refusalOf(
  identity: Identity,
  { permission, partitions }: Pick<FastifyContextConfig, 'permission' | 'partitions'>,
): Refusal | undefined {
  if (permission === 'public' || permission === 'signed-in') return undefined;
  if (identity.mustChangePassword) return unchanged();
  if (permission === undefined) throw new Error('a route without a permission was asked');
  if (!grants(identity.scopes, permission)) return lacking(permission);
  if (identity.partitions === null || partitions === 'honoured') return undefined;
  return confinedRefusal(identity.partitions);
}
