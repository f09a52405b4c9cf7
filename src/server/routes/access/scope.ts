import type { FastifyRequest } from 'fastify';
import { ErrorBody } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import type { AccessControl, Administrator, Identity } from '../../../inventory/index.ts';
import { accessOf, identityOf } from '../../auth/index.ts';
import type { ServerParts } from '../../parts.ts';
import { named } from '../../schema/index.ts';

/** Users and tokens of this server. Throws NOT_FOUND where it keeps none. */
export function controlOf({ auth }: ServerParts): AccessControl {
  if (auth !== undefined) return auth.control;
  throw new RadarError('NOT_FOUND', 'This server keeps no users.');
}

/** Who asks, for what is noted and for what they may give to others. */
export function administratorOf(request: FastifyRequest): Administrator {
  const { actor, scopes } = accessOf(request);
  return { actor, scopes, address: request.ip };
}

/** The user behind a request. Throws CONFLICT where there is none. */
export function userOf(request: FastifyRequest): Identity & { readonly userId: string } {
  const identity = identityOf(request);
  const userId = identity?.userId ?? null;
  if (identity !== undefined && userId !== null) return { ...identity, userId };
  throw new RadarError('CONFLICT', 'The request is made by no user.', {
    hint:
      identity === undefined
        ? 'Authentication is off: turn it on with auth.enabled=on, and log in.'
        : 'The token belongs to nobody: log in as a user.',
  });
}

/** What may fail at every address of access. */
export const ACCESS_FAULTS = {
  401: named(ErrorBody, 'there are no valid credentials'),
  403: named(ErrorBody, 'they do not allow it'),
  409: named(ErrorBody, 'another one has the name, or the object does not allow it'),
} as const;
