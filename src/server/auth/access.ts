import type { FastifyRequest } from 'fastify';
import type { Identity, Permission } from '../../inventory/index.ts';

/** Who asks, and what they may. */
export interface Access {
  /** For audit rows: the name of the user or the token; `local` when authentication is off. */
  readonly actor: string;
  /** Null: nobody's account, such as that of a token without an owner. */
  readonly userId: string | null;
  readonly roles: readonly string[];
  /** What roles or token grant. */
  readonly scopes: readonly string[];
  /** Network partitions to which this is confined; null: all. */
  readonly partitions: readonly string[] | null;
}

/** Everybody who reaches the address, where authentication is off. */
export const LOCAL: Access = {
  actor: 'local',
  userId: null,
  roles: ['admin'],
  scopes: ['*'],
  partitions: null,
};

/** Somebody at a public address who shows no credentials, where authentication is on. */
export const ANONYMOUS: Access = {
  actor: 'anonymous',
  userId: null,
  roles: [],
  scopes: [],
  partitions: [],
};

const known = new WeakMap<FastifyRequest, Access | Identity>();

/** Notes who asks. */
export function setAccess(request: FastifyRequest, access: Access | Identity): void {
  known.set(request, access);
}

/** The session or token behind a request; undefined where there is none. */
export function identityOf(request: FastifyRequest): Identity | undefined {
  const access = known.get(request);
  return access !== undefined && 'sessionId' in access ? access : undefined;
}

/** Who asks; unrestricted where authentication is off. */
export function accessOf(request: FastifyRequest): Access {
  return known.get(request) ?? LOCAL;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the route asks for; `public`: nothing, not even credentials; `signed-in`: that somebody
     * is known, who may do with what is their own.
     */
    readonly permission?: Permission | 'public' | 'signed-in';
    /**
     * `honoured`: the route tells and changes only what belongs to the partitions of {@link accessOf}.
     * Else whoever is confined to partitions is refused.
     */
    readonly partitions?: 'honoured';
  }
}
