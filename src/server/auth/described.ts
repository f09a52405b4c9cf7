import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { ErrorBody } from '../../contract/index.ts';
import { named } from '../schema/index.ts';

/** The ways to show who one is, for the description of the API. */
export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'access token of POST /auth/login, or an API token',
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'an API token, for programs that send no Authorization',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'radar_session',
    description: 'cookie of POST /auth/session, for the console',
  },
} as const;

const REFUSALS = {
  401: named(ErrorBody, 'there are no valid credentials'),
  403: named(ErrorBody, 'the credentials do not allow it'),
};

/** The schema of a route with what it asks of whoever uses it. */
export function secured(
  schema: FastifySchema | undefined,
  { permission }: FastifyContextConfig,
): FastifySchema {
  if (permission === 'public' || permission === undefined) return { ...schema, security: [] };
  const scopes = permission === 'signed-in' ? [] : [permission];
  const security = Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: scopes }));
  const response = { ...REFUSALS, ...(schema?.response as object | undefined) };
  return { ...schema, security, response };
}
