import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  ErrorBody,
  LoginRequest,
  Me,
  RefreshRequest,
  TokenAnswer,
} from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import type { TokenPair } from '../../../inventory/index.ts';
import { beginCookie, endCookie, identityOf, sessionCookie } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, readAnswers } from '../../schema/index.ts';
import { readBody } from './body.ts';
import type { LoginRate } from './login-rate.ts';
import { meOf } from './me.ts';
import { controlOf } from './scope.ts';

const tags = ['access'];
const querystring = NoQuery;
const config = { permission: 'public' } as const;

const LOGIN_FAULTS = {
  401: named(ErrorBody, 'the name, the password or the token is wrong'),
  429: named(ErrorBody, 'too many attempts; Retry-After says when to try again'),
} as const;

/** Routes by which programs get tokens, and the console its session. */
export function loginRoutes(app: App, parts: ServerParts, onRequest: LoginRate): void {
  loginRoute(app, parts, onRequest);
  refreshRoute(app, parts, onRequest);
  logoutRoute(app, parts);
  sessionRoute(app, parts, onRequest);
  whoRoute(app, parts);
  lengthenRoute(app, parts);
  endSessionRoute(app, parts);
}

function loginRoute(app: App, parts: ServerParts, onRequest: LoginRate): void {
  const schema = {
    tags,
    querystring,
    operationId: 'logIn',
    summary: 'Tokens for a name and a password',
    description:
      'An account that is unknown, disabled or locked is answered as a wrong password is, after the same time.',
    body: named(LoginRequest),
    response: { ...readAnswers(named(TokenAnswer, 'the tokens')), ...LOGIN_FAULTS },
  };
  app.post('/auth/login', { schema, config, onRequest }, async (request) => {
    const { username, password } = readBody<LoginRequest>(request, LoginRequest);
    const pair = await controlOf(parts).logIn({ username, password, address: request.ip });
    return tokenAnswer(pair);
  });
}

function refreshRoute(app: App, parts: ServerParts, onRequest: LoginRate): void {
  const schema = {
    tags,
    querystring,
    operationId: 'refreshTokens',
    summary: 'New tokens for a refresh token, which is spent by that',
    description: 'A refresh token that comes twice ends the session: somebody else has it too.',
    body: named(RefreshRequest),
    response: { ...readAnswers(named(TokenAnswer, 'the tokens')), ...LOGIN_FAULTS },
  };
  app.post('/auth/refresh', { schema, config, onRequest }, async (request) => {
    const { refresh_token: token } = readBody<RefreshRequest>(request, RefreshRequest);
    return tokenAnswer(await controlOf(parts).refresh(token, request.ip));
  });
}

function logoutRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'logOut',
    summary: 'Ends the session of a refresh token',
    body: named(RefreshRequest),
    response: { ...readAnswers(Type.Null()), 204: Type.Null({ description: 'it has ended' }) },
  };
  const { 200: _none, ...response } = schema.response;
  app.post('/auth/logout', { schema: { ...schema, response }, config }, async (request, reply) => {
    const { refresh_token: refreshToken } = readBody<RefreshRequest>(request, RefreshRequest);
    const by = { actor: 'unknown', address: request.ip };
    await controlOf(parts).logOut({ refreshToken }, by);
    return reply.code(204).send(null);
  });
}

function sessionRoute(app: App, parts: ServerParts, onRequest: LoginRate): void {
  const schema = {
    tags,
    querystring,
    operationId: 'openSession',
    summary: 'Logs a browser in, by a cookie that scripts cannot read',
    body: named(LoginRequest),
    response: { ...readAnswers(named(Me, 'who is logged in')), ...LOGIN_FAULTS },
  };
  app.post('/auth/session', { schema, config, onRequest }, async (request, reply) => {
    const { username, password } = readBody<LoginRequest>(request, LoginRequest);
    const control = controlOf(parts);
    const { session } = await control.openSession({ username, password, address: request.ip });
    reply.header('set-cookie', beginCookie(app, session, { secure: isSecure(request) }));
    return meOf(parts, await control.ofCookie(session.secret));
  });
}

function whoRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'session',
    summary: 'Who is logged in, if anybody',
    description:
      'What the console asks first. Unlike `/api/me` it refuses nobody: whoever is not logged in is `anonymous`, and may do nothing.',
    response: readAnswers(named(Me, 'who is logged in')),
  };
  app.get('/auth/session', { schema, config }, async (request) => meOf(parts, identityOf(request)));
}

function lengthenRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'lengthenSession',
    summary: 'Lets the session of a browser go on, since somebody works there',
    description:
      'It then lasts as long as one that begins, but no longer than its limit after the log-in; the cookie stays the same. Like `GET /auth/session` it refuses nobody, and answers who is logged in.',
    response: readAnswers(named(Me, 'who is logged in')),
  };
  app.post('/auth/session/refresh', { schema, config }, async (request, reply) => {
    const identity = identityOf(request);
    const secret = sessionCookie(app, request.headers.cookie);
    if (identity === undefined || secret === undefined) return meOf(parts, identity);
    const control = controlOf(parts);
    const known = await control.ofCookie(secret);
    // Another one is known by a token.
    if (known?.sessionId !== identity.sessionId) return meOf(parts, identity);
    const expiresAt = await control.lengthenSession(secret);
    if (expiresAt === undefined) return meOf(parts, undefined);
    const session = { secret, expiresAt };
    reply.header('set-cookie', beginCookie(app, session, { secure: isSecure(request) }));
    return meOf(parts, await control.ofCookie(secret));
  });
}

function endSessionRoute(app: App, parts: ServerParts): void {
  const { 200: _none, ...faults } = readAnswers(Type.Null());
  const schema = {
    tags,
    querystring,
    operationId: 'endSession',
    summary: 'Logs a browser out',
    response: { ...faults, 204: Type.Null({ description: 'it is logged out' }) },
  };
  app.delete('/auth/session', { schema, config }, async (request, reply) => {
    const identity = identityOf(request);
    if (identity !== undefined && identity.sessionId !== null) {
      const { actor, sessionId } = identity;
      await controlOf(parts).logOut({ sessionId }, { actor, address: request.ip });
    }
    reply.header('set-cookie', endCookie(app, { secure: isSecure(request) }));
    return reply.code(204).send(null);
  });
}

const isSecure = (request: FastifyRequest) => request.protocol === 'https';

function tokenAnswer(pair: TokenPair): TokenAnswer {
  return {
    access_token: pair.accessToken,
    token_type: 'Bearer',
    expires_at: formatInstant(pair.expiresAt),
    refresh_token: pair.refreshToken,
    must_change_password: pair.mustChangePassword,
  };
}
