import { Type } from 'typebox';
import {
  ErrorBody,
  Me,
  OwnTokenCreate,
  PasswordChange,
  TokenCreated,
  TokenItem,
} from '../../../contract/index.ts';
import { formatInstant } from '../../../core/index.ts';
import type { Identity } from '../../../inventory/index.ts';
import { ANONYMOUS, identityOf, LOCAL } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { tokenItem } from '../../views/index.ts';
import { readBody } from './body.ts';
import { readExpiry } from './expiry.ts';
import type { LoginRate } from './login-rate.ts';
import { ACCESS_FAULTS, administratorOf, controlOf, userOf } from './scope.ts';

const tags = ['access'];
const querystring = NoQuery;
const config = { permission: 'signed-in', partitions: 'honoured' } as const;

/** Routes about who asks, and what is their own. */
export function ownRoutes(app: App, parts: ServerParts, onRequest: LoginRate): void {
  meRoute(app, parts);
  passwordRoute(app, parts, onRequest);
  tokensRoute(app, parts);
  createTokenRoute(app, parts);
  revokeTokenRoute(app, parts);
}

/** Who asks, in the words of the contract. */
export function meOf({ auth }: ServerParts, identity: Identity | undefined): Me {
  const enabled = auth?.enabled === true;
  const { actor, userId, roles, scopes, partitions } = identity ?? (enabled ? ANONYMOUS : LOCAL);
  const expiresAt = identity?.expiresAt ?? null;
  return {
    authentication: enabled ? 'on' : 'off',
    actor,
    user_id: userId,
    roles: [...roles],
    scopes: [...scopes],
    partitions: partitions === null ? null : [...partitions],
    must_change_password: identity?.mustChangePassword ?? false,
    session_expires_at: expiresAt === null ? null : formatInstant(expiresAt),
  };
}

function meRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'me',
    summary: 'Who asks, and what they may',
    response: { ...readAnswers(named(Me, 'who asks')), 401: ACCESS_FAULTS[401] },
  };
  app.get('/api/me', { schema, config }, async (request) => meOf(parts, identityOf(request)));
}

function passwordRoute(app: App, parts: ServerParts, onRequest: LoginRate): void {
  const { 200: _none, ...faults } = readAnswers(Type.Null());
  const schema = {
    tags,
    querystring,
    operationId: 'changePassword',
    summary: 'Changes the own password',
    description: 'Every other session of the user ends.',
    body: named(PasswordChange),
    response: {
      ...faults,
      ...ACCESS_FAULTS,
      204: Type.Null({ description: 'it is changed' }),
      429: named(ErrorBody, 'too many attempts; Retry-After says when to try again'),
    },
  };
  app.post('/api/me/password', { schema, config, onRequest }, async (request, reply) => {
    const control = controlOf(parts);
    const { userId, sessionId, actor } = userOf(request);
    const body = readBody<PasswordChange>(request, PasswordChange);
    const { current_password: current, new_password: next } = body;
    const by = { actor, address: request.ip };
    await control.changePassword(userId, { current, next, keepSession: sessionId }, by);
    return reply.code(204).send(null);
  });
}

function tokensRoute(app: App, parts: ServerParts): void {
  const tokens = Type.Array(named(TokenItem), { description: 'the tokens, the newest first' });
  const schema = {
    tags,
    querystring,
    operationId: 'ownTokens',
    summary: 'The own API tokens',
    response: { ...readAnswers(tokens), ...ACCESS_FAULTS },
  };
  app.get('/api/me/tokens', { schema, config }, async (request) => {
    const control = controlOf(parts);
    return (await control.tokens(userOf(request).userId)).map(tokenItem);
  });
}

function createTokenRoute(app: App, parts: ServerParts): void {
  const { 200: _none, ...faults } = readAnswers(Type.Null());
  const schema = {
    tags,
    querystring,
    operationId: 'createOwnToken',
    summary: 'Makes an API token for oneself, which grants at most what one may',
    body: named(OwnTokenCreate),
    response: { ...faults, ...ACCESS_FAULTS, 201: named(TokenCreated, 'the token') },
  };
  app.post('/api/me/tokens', { schema, config }, async (request, reply) => {
    const control = controlOf(parts);
    const { userId } = userOf(request);
    const body = readBody<OwnTokenCreate>(request, OwnTokenCreate);
    const { expires_at: expiresAt, ...wanted } = body;
    const { token, secret } = await control.createToken(
      { ...wanted, userId, expiresAt: readExpiry(expiresAt) },
      administratorOf(request),
    );
    reply.code(201);
    return { ...tokenItem(token), token: secret };
  });
}

function revokeTokenRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'revokeOwnToken',
    summary: 'Revokes an own API token',
    params: Type.Object({ id: Type.String({ description: 'id of the token' }) }),
    response: { ...objectAnswers(named(TokenItem, 'the token')), ...ACCESS_FAULTS },
  };
  app.delete('/api/me/tokens/:id', { schema, config }, async (request) => {
    const control = controlOf(parts);
    const { userId } = userOf(request);
    const { id } = request.params;
    return tokenItem(await control.revokeToken({ id, userId }, administratorOf(request)));
  });
}
