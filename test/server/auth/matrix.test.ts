import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  grants,
  isScope,
  type Permission,
  ROLE_SCOPES,
  ROLES,
} from '../../../src/inventory/index.ts';
import { openApiDocument } from '../../../src/server/index.ts';
import { bearer, type Guarded, guard } from './guarded.ts';
import { type DeclaredRoute, requestTo } from './routes.ts';

let served: Guarded;
const tokens = new Map<string, string>();

beforeAll(async () => {
  served = await guard();
  await served.app.ready();
  for (const role of ROLES) {
    await served.user(role, [role]);
    tokens.set(role, await served.login(role));
  }
});

afterAll(() => served.close());

const nameOf = ({ method, url }: DeclaredRoute) => `${method} ${url}`;
const isPublic = ({ permission }: DeclaredRoute) => permission === 'public';

/** Asks a route, and tells whether it was the credentials that decided. */
async function ask(route: DeclaredRoute, headers: Record<string, string>): Promise<number> {
  return (await served.ask({ ...requestTo(route), headers })).statusCode;
}

describe('every route', () => {
  test('declares a permission that exists', () => {
    expect(served.routes.length).toBeGreaterThan(35);
    const wrong = served.routes.filter(
      ({ permission = '' }) =>
        !['public', 'signed-in'].includes(permission) && !isScope(permission),
    );
    expect(wrong.map(nameOf)).toEqual([]);
  });

  test('that declares none keeps the server from starting', async () => {
    const other = await guard();
    try {
      other.app.get('/bare', async () => 'bare');
      await expect(other.app.ready()).rejects.toThrow('routes without a permission: GET /bare');
    } finally {
      await other.close();
    }
  });

  test('that is public is one of these', () => {
    expect(served.routes.filter(isPublic).map(nameOf).sort()).toEqual([
      'DELETE /auth/session',
      'GET /.well-known/openid-configuration',
      'GET /auth/jwks.json',
      'GET /auth/session',
      'GET /healthz',
      'GET /readyz',
      'GET /version',
      'POST /api/admin/edge-packages/:id/download',
      'POST /auth/login',
      'POST /auth/logout',
      'POST /auth/refresh',
      'POST /auth/session',
      'POST /auth/session/refresh',
    ]);
  });

  test('is described with what it asks for', async () => {
    const { paths, components } = (await openApiDocument()) as Described;
    expect(Object.keys(components.securitySchemes).sort()).toEqual(['apiKey', 'bearer', 'session']);
    for (const route of served.routes) {
      const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
      const described = paths[path]?.[route.method.toLowerCase()];
      const { permission = '' } = route;
      const scopes = permission === 'signed-in' ? [] : [permission];
      expect(described?.security, nameOf(route)).toEqual(
        isPublic(route) ? [] : [{ bearer: scopes }, { apiKey: scopes }, { session: scopes }],
      );
    }
  });
});

interface Described {
  readonly paths: {
    readonly [path: string]: { readonly [method: string]: { readonly security?: unknown } };
  };
  readonly components: { readonly securitySchemes: object };
}

describe('of all routes', () => {
  test.each(ROLES)('%s reaches those that the role grants, and no other', async (role) => {
    const headers = bearer(tokens.get(role) ?? '');
    // That one would end the session which the others are asked with.
    const routes = served.routes.filter((route) => nameOf(route) !== 'DELETE /auth/session');
    for (const route of routes) {
      const status = await ask(route, headers);
      const { permission = '' } = route;
      const granted =
        permission === 'signed-in' ||
        isPublic(route) ||
        grants(ROLE_SCOPES[role], permission as Permission);
      expect(status === 403, `${role} at ${nameOf(route)}: ${status}`).toBe(!granted);
      if (!isPublic(route)) expect(status, `${role} at ${nameOf(route)}`).not.toBe(401);
    }
  });

  test('none but the public ones lets anybody in whose credentials are not valid', async () => {
    const bad = await badCredentials();
    for (const route of served.routes.filter((one) => !isPublic(one))) {
      for (const [what, headers] of bad) {
        const answer = await served.ask({ ...requestTo(route), headers });
        expect(answer.statusCode, `${what} at ${nameOf(route)}`).toBe(401);
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="radarstore"/);
        expect(answer.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
      }
    }
  });

  test('the public ones answer whoever has none', async () => {
    for (const route of served.routes.filter(isPublic)) {
      const answer = await served.ask(requestTo(route));
      expect(answer.headers['www-authenticate'], nameOf(route)).toBeUndefined();
    }
  });
});

test('a refusal names the permission that is missing', async () => {
  const answer = await served.ask({
    url: '/api/admin/users',
    headers: bearer(tokens.get('viewer') ?? ''),
  });
  expect(answer.statusCode).toBe(403);
  expect(answer.json().message).toContain('"access:read"');
  expect(answer.headers['www-authenticate']).toContain('scope="access:read"');
});

/** Credentials that nobody may enter with, by what is wrong with them. */
async function badCredentials(): Promise<[string, Record<string, string>][]> {
  const expired = await served.login('admin');
  const revoked = await served.token(['*']);
  const [{ id = '' } = {}] = await served.control.tokens();
  await served.control.revokeToken({ id }, { actor: 'root', address: null, scopes: ['*'] });
  const ended = await served.control.logIn({
    username: 'admin',
    password: 'correct horse battery',
    address: null,
  });
  await served.control.logOut(
    { refreshToken: ended.refreshToken },
    { actor: 'admin', address: null },
  );
  const wanted = { name: 'short', scopes: ['*'], expiresAt: served.clock.now() + 60_000_000 };
  const by = { actor: 'root', address: null, scopes: ['*'] };
  const short = await served.control.createToken(wanted, by);
  served.clock.advance(900_001);
  for (const role of ROLES) tokens.set(role, await served.login(role));
  return [
    ['nothing', {}],
    ['an expired access token', bearer(expired)],
    ['a token of an ended session', bearer(ended.accessToken)],
    ['a revoked API token', bearer(revoked)],
    ['a revoked API token as key', { 'x-api-key': revoked }],
    ['an expired API token', bearer(short.secret)],
    ['no token at all', bearer('nonsense')],
    ['an empty token', { authorization: 'Bearer' }],
    [
      'a wrong token beside a right key',
      { ...bearer('x'), 'x-api-key': await served.token(['*']) },
    ],
    ['an unknown API token', bearer(`radar_${'a'.repeat(43)}`)],
    ['a token of another issuer', bearer(await foreignToken())],
    ['an unknown cookie', { cookie: 'radar_session=abc' }],
    ['a name and a password', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
  ];
}

/** Signed well, but by a key of somebody else. */
async function foreignToken(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT({ user_id: 'x', sid: 'x', token_use: 'access' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'x' })
    .setIssuer('radarstore')
    .setAudience('radarstore')
    .setExpirationTime('1h')
    .sign(privateKey);
}
