import { type Static, Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

const Names = (description: string) => Type.Array(Type.String(), { description });

const members = {
  id: Type.String({ description: 'the user' }),
  username: nullable(Type.String({ description: 'name for logging in' })),
  email: nullable(Type.String({ description: 'e-mail address' })),
  provider: Type.String({ description: 'who vouches for the user' }),
  roles: Names('admin, operator, viewer, writer'),
  partitions: nullable(Names('network partitions to which the user is confined; null: all')),
  is_active: Type.Boolean({ description: 'whether the user may log in' }),
  has_password: Type.Boolean({ description: 'whether there is a password' }),
  must_change_password: Type.Boolean({ description: 'whether a password must be chosen first' }),
  failed_attempts: Type.Integer({ description: 'wrong passwords since the last right one' }),
  locked_until: nullable(InstantText),
  last_login_at: nullable(InstantText),
  created_at: InstantText,
  updated_at: InstantText,
};

/** A user, without anything of the password. */
export const UserItem = Type.Object(members, { $id: 'User', title: 'User' });
export type UserItem = Static<typeof UserItem>;

/** Body of making a user. */
export const UserCreate = Type.Object(
  {
    username: Type.String({ description: 'name for logging in; unique whatever its case' }),
    email: Type.Optional(nullable(Type.String({ description: 'e-mail address, unique too' }))),
    roles: Names('what the user may do: admin, operator, viewer, writer'),
    partitions: Type.Optional(nullable(Names('network partitions; left out or null: all'))),
    password: Type.Optional(
      Type.String({ description: 'left out: one is made up, told once, and must be changed' }),
    ),
  },
  { $id: 'UserCreate' },
);
export type UserCreate = Static<typeof UserCreate>;

/** Body of changing a user: what is left out, null or blank stays, but for `partitions`. */
export const UserChange = Type.Object(
  {
    username: Type.Optional(Type.String({ description: 'name for logging in' })),
    email: Type.Optional(Type.String({ description: 'e-mail address' })),
    roles: Type.Optional(Names('all roles from now on')),
    partitions: Type.Optional(nullable(Names('network partitions; null: all'))),
    is_active: Type.Optional(
      Type.Boolean({ description: 'false ends sessions and tokens of the user too' }),
    ),
  },
  { $id: 'UserChange' },
);
export type UserChange = Static<typeof UserChange>;

/** Body of giving a user another password. */
export const PasswordReset = Type.Object(
  {
    password: Type.Optional(Type.String({ description: 'left out: one is made up' })),
    must_change: Type.Optional(
      Type.Boolean({ description: 'whether the user must choose another (default: true)' }),
    ),
  },
  { $id: 'PasswordReset' },
);
export type PasswordReset = Static<typeof PasswordReset>;

/** A user, and the password where one was made up. */
export const UserWithPassword = Type.Object(
  {
    ...members,
    password: nullable(Type.String({ description: 'made up, and told this once' })),
  },
  { $id: 'UserWithPassword' },
);
export type UserWithPassword = Static<typeof UserWithPassword>;
