import { type Static, Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

const Names = (description: string) => Type.Array(Type.String(), { description });

const members = {
  id: Type.String({ description: 'the token' }),
  name: Type.String({ description: 'what it is for' }),
  hint: Type.String({ description: 'its last characters' }),
  user_id: nullable(Type.String({ description: 'user whose it is; null: of none' })),
  username: nullable(Type.String({ description: 'name of that user' })),
  scopes: Names('what it grants, at most what its user may'),
  partitions: nullable(Names('network partitions to which it is confined; null: all')),
  created_at: InstantText,
  created_by: Type.String({ description: 'who made it' }),
  expires_at: nullable(InstantText),
  last_used_at: nullable(InstantText),
  revoked_at: nullable(InstantText),
  revoked_by: nullable(Type.String({ description: 'who revoked it' })),
};

/** An API token, without its secret. */
export const TokenItem = Type.Object(members, { $id: 'ApiToken', title: 'ApiToken' });
export type TokenItem = Static<typeof TokenItem>;

/** A new token, with its secret. */
export const TokenCreated = Type.Object(
  {
    ...members,
    token: Type.String({ description: 'the secret, told this once' }),
  },
  { $id: 'ApiTokenCreated', title: 'ApiTokenCreated' },
);
export type TokenCreated = Static<typeof TokenCreated>;

const wanted = {
  name: Type.String({ description: 'what it is for' }),
  scopes: Names('what it grants, such as `ingest:write`, `devices:*` or `*`'),
  partitions: Type.Optional(nullable(Names('network partitions; left out or null: all'))),
  expires_at: Type.Optional(
    nullable(Type.String({ description: 'RFC 3339 instant; left out or null: never' })),
  ),
};

/** Body of making a token for oneself. */
export const OwnTokenCreate = Type.Object(wanted, { $id: 'OwnTokenCreate' });
export type OwnTokenCreate = Static<typeof OwnTokenCreate>;

/** Body of making a token for anybody. */
export const TokenCreate = Type.Object(
  {
    ...wanted,
    user_id: Type.Optional(
      nullable(Type.String({ description: 'user whose it is; left out or null: of none' })),
    ),
  },
  { $id: 'TokenCreate' },
);
export type TokenCreate = Static<typeof TokenCreate>;
