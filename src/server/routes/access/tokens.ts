import { Type } from 'typebox';
import { TokenCreate, TokenCreated, TokenItem } from '../../../contract/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { tokenItem } from '../../views/index.ts';
import { readBody } from './body.ts';
import { readExpiry } from './expiry.ts';
import { ACCESS_FAULTS, administratorOf, controlOf } from './scope.ts';

const tags = ['access'];
const querystring = NoQuery;
const reading = { permission: 'access:read' } as const;
const writing = { permission: 'access:admin' } as const;

/** Routes by which admins manage API tokens. */
export function tokenRoutes(app: App, parts: ServerParts): void {
  listRoute(app, parts);
  createRoute(app, parts);
  revokeRoute(app, parts);
}

function listRoute(app: App, parts: ServerParts): void {
  const tokens = Type.Array(named(TokenItem), { description: 'the tokens, the newest first' });
  const schema = {
    tags,
    querystring,
    operationId: 'tokens',
    summary: 'Every API token',
    response: { ...readAnswers(tokens), ...ACCESS_FAULTS },
  };
  app.get('/api/admin/tokens', { schema, config: reading }, async () =>
    (await controlOf(parts).tokens()).map(tokenItem),
  );
}

function createRoute(app: App, parts: ServerParts): void {
  const { 200: _none, ...faults } = objectAnswers(Type.Null());
  const schema = {
    tags,
    querystring,
    operationId: 'createToken',
    summary: 'Makes an API token, such as for a collector',
    description: 'The answer tells the secret, this once.',
    body: named(TokenCreate),
    response: { ...faults, ...ACCESS_FAULTS, 201: named(TokenCreated, 'the token') },
  };
  app.post('/api/admin/tokens', { schema, config: writing }, async (request, reply) => {
    const body = readBody<TokenCreate>(request, TokenCreate);
    const { user_id: userId, expires_at: expiresAt, ...wanted } = body;
    const { token, secret } = await controlOf(parts).createToken(
      { ...wanted, userId, expiresAt: readExpiry(expiresAt) },
      administratorOf(request),
    );
    reply.code(201);
    return { ...tokenItem(token), token: secret };
  });
}

function revokeRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    operationId: 'revokeToken',
    summary: 'Revokes an API token',
    params: Type.Object({ id: Type.String({ description: 'id of the token' }) }),
    response: { ...objectAnswers(named(TokenItem, 'the token')), ...ACCESS_FAULTS },
  };
  app.delete('/api/admin/tokens/:id', { schema, config: writing }, async (request) => {
    const { id } = request.params;
    return tokenItem(await controlOf(parts).revokeToken({ id }, administratorOf(request)));
  });
}
