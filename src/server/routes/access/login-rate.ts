import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RadarError } from '../../../core/index.ts';
import type { App, ServerParts } from '../../parts.ts';

const WINDOW_MS = 60_000;

/** Addresses of one network of IPv6 are mostly one person. */
const IPV6_NETWORK = 64;

/** Attempts from one address, where nothing else is set. */
const USUAL_PER_MINUTE = 20;

/** Lets the routes of a scope count how often one address asks. Call before that scope is made. */
export function countAddresses(app: App): void {
  app.register(rateLimit, { global: false });
}

/** Runs before a route that takes passwords or refresh tokens. Throws TOO_MANY_ATTEMPTS. */
export type LoginRate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** So many attempts a minute from one address, at all routes together that it is given to. */
export function createLoginRate(app: App, { auth }: ServerParts): LoginRate {
  const count = app.createRateLimit({
    max: auth?.loginsPerMinute ?? USUAL_PER_MINUTE,
    timeWindow: WINDOW_MS,
    ipv6Subnet: IPV6_NETWORK,
  });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    reply.header('retry-after', counted.ttlInSeconds);
    throw new RadarError('TOO_MANY_ATTEMPTS', 'Too many log-ins from this address.', {
      hint: 'Wait a minute.',
    });
  };
}
