import { Type } from 'typebox';
import {
  PasswordReset,
  UserChange,
  UserCreate,
  UserItem,
  UserWithPassword,
} from '../../../contract/index.ts';
import type { MadeUser } from '../../../inventory/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { userItem } from '../../views/index.ts';
import { readBody } from './body.ts';
import { ACCESS_FAULTS, administratorOf, controlOf } from './scope.ts';

const tags = ['access'];
const querystring = NoQuery;
const params = Type.Object({ id: Type.String({ description: 'id of the user' }) });
const reading = { permission: 'access:read' } as const;
const writing = { permission: 'access:admin' } as const;

/** Routes by which admins manage users. */
export function userRoutes(app: App, parts: ServerParts): void {
  listRoute(app, parts);
  createRoute(app, parts);
  changeRoute(app, parts);
  passwordRoute(app, parts);
}

function listRoute(app: App, parts: ServerParts): void {
  const users = Type.Array(named(UserItem), { description: 'the users, by name' });
  const schema = {
    tags,
    querystring,
    operationId: 'users',
    summary: 'Every user, with roles and state',
    response: { ...readAnswers(users), ...ACCESS_FAULTS },
  };
  app.get('/api/admin/users', { schema, config: reading }, async () =>
    (await controlOf(parts).users()).map(userItem),
  );
}

function createRoute(app: App, parts: ServerParts): void {
  const { 200: _none, ...faults } = readAnswers(Type.Null());
  const schema = {
    tags,
    querystring,
    operationId: 'createUser',
    summary: 'Makes a user',
    description: 'Without a password one is made up, told in the answer, this once.',
    body: named(UserCreate),
    response: { ...faults, ...ACCESS_FAULTS, 201: named(UserWithPassword, 'the user') },
  };
  app.post('/api/admin/users', { schema, config: writing }, async (request, reply) => {
    const body = readBody<UserCreate>(request, UserCreate);
    const made = await controlOf(parts).createUser(body, administratorOf(request));
    reply.code(201);
    return withPassword(made);
  });
}

function changeRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    params,
    operationId: 'changeUser',
    summary: 'Changes a user',
    description:
      'What is left out or blank stays. Who is disabled is logged out everywhere at once. Enabling also ends a lock.',
    body: named(UserChange),
    response: { ...objectAnswers(named(UserItem, 'the user')), ...ACCESS_FAULTS },
  };
  app.patch('/api/admin/users/:id', { schema, config: writing }, async (request) => {
    const body = readBody<UserChange>(request, UserChange);
    const { is_active: isActive, ...others } = body;
    const { id } = request.params;
    const by = administratorOf(request);
    return userItem(await controlOf(parts).changeUser(id, { ...others, isActive }, by));
  });
}

function passwordRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    querystring,
    params,
    operationId: 'resetPassword',
    summary: 'Gives a user another password, and ends lock and sessions',
    body: named(PasswordReset),
    response: { ...objectAnswers(named(UserWithPassword, 'the user')), ...ACCESS_FAULTS },
  };
  app.post('/api/admin/users/:id/password', { schema, config: writing }, async (request) => {
    const body = readBody<PasswordReset>(request, PasswordReset);
    const { password, must_change: mustChange } = body;
    const by = administratorOf(request);
    const reset = { password, mustChange };
    return withPassword(await controlOf(parts).resetPassword(request.params.id, reset, by));
  });
}

const withPassword = ({ user, password }: MadeUser): UserWithPassword => ({
  ...userItem(user),
  password,
});
