import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer, type Guarded, guard, PASSWORD } from './guarded.ts';

let served: Guarded;

beforeAll(async () => {
  served = await guard();
  await served.user('Ada', ['admin']);
});

afterAll(() => served.close());

const logIn = (username: string, password = PASSWORD) =>
  served.ask({ method: 'POST', url: '/auth/login', payload: { username, password } });

const refresh = (token: string) =>
  served.ask({ method: 'POST', url: '/auth/refresh', payload: { refresh_token: token } });

const me = (headers: Record<string, string>) => served.ask({ url: '/api/me', headers });

describe('logging in', () => {
  test('gives tokens, whatever the case of the name, with which one is known', async () => {
    const answer = await logIn('aDA');
    expect(answer.statusCode).toBe(200);
    const told = await me(bearer(answer.json().access_token));
    expect(told.json()).toMatchObject({ authentication: 'on', actor: 'Ada', roles: ['admin'] });
  });

  test('gives a token that others verify by the published keys', async () => {
    const { access_token: token } = (await logIn('Ada')).json();
    const keys = (await served.ask({ url: '/auth/jwks.json' })).json();
    expect(JSON.stringify(keys)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer: 'radarstore',
      audience: 'radarstore',
      currentDate: new Date('2026-03-10T12:01:00Z'),
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ token_use: 'access', roles: ['admin'], provider: 'local' });
    const about = (await served.ask({ url: '/.well-known/openid-configuration' })).json();
    expect(about).toMatchObject({ issuer: 'radarstore' });
    expect(about.jwks_uri).toMatch(/\/auth\/jwks\.json$/);
  });
});

describe('a refresh token', () => {
  test('gives new tokens once, and ends the session when it comes again', async () => {
    const first = (await logIn('Ada')).json();
    const second = (await refresh(first.refresh_token)).json();
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await me(bearer(second.access_token))).statusCode).toBe(200);
    expect((await refresh(first.refresh_token)).statusCode).toBe(401);
    expect((await refresh(second.refresh_token)).statusCode).toBe(401);
    expect((await me(bearer(second.access_token))).statusCode).toBe(401);
  });

  test('is no access token', async () => {
    const { refresh_token: token } = (await logIn('Ada')).json();
    expect((await me(bearer(token))).statusCode).toBe(401);
  });
});
