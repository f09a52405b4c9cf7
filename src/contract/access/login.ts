import { type Static, Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

/** Body of logging in. */
export const LoginRequest = Type.Object(
  {
    username: Type.String({ description: 'user name, or e-mail address; case does not matter' }),
    password: Type.String({ description: 'the password' }),
  },
  { $id: 'LoginRequest' },
);
export type LoginRequest = Static<typeof LoginRequest>;

/** Body of asking for new tokens, and of logging out. */
export const RefreshRequest = Type.Object(
  { refresh_token: Type.String({ description: 'refresh token; it can be used once' }) },
  { $id: 'RefreshRequest' },
);
export type RefreshRequest = Static<typeof RefreshRequest>;

/** Tokens for a program that acts for a user. */
export const TokenAnswer = Type.Object(
  {
    access_token: Type.String({ description: 'JWT for `Authorization: Bearer`' }),
    token_type: Type.Literal('Bearer', { description: 'how it is sent' }),
    expires_at: Type.String({ description: 'RFC 3339 instant at which the access token ends' }),
    refresh_token: Type.String({ description: 'gives new tokens once; then it is spent' }),
    must_change_password: Type.Boolean({
      description: 'whether nothing but the own password may be changed until that was done',
    }),
  },
  { $id: 'TokenAnswer' },
);
export type TokenAnswer = Static<typeof TokenAnswer>;

/** Who asks, and what they may. */
export const Me = Type.Object(
  {
    authentication: Type.Union([Type.Literal('on'), Type.Literal('off')], {
      description: 'off: everybody who reaches the address may do everything',
    }),
    actor: Type.String({ description: 'name under which changes are noted' }),
    user_id: nullable(Type.String({ description: 'the user; null for a token of none' })),
    roles: Type.Array(Type.String(), { description: 'roles of the user' }),
    scopes: Type.Array(Type.String(), { description: 'what may be done, such as `devices:read`' }),
    partitions: nullable(
      Type.Array(Type.String(), { description: 'confined to these network partitions' }),
    ),
    must_change_password: Type.Boolean({ description: 'whether a password must be chosen first' }),
    session_expires_at: nullable(InstantText),
  },
  { $id: 'Me' },
);
export type Me = Static<typeof Me>;

/** Body of changing the own password. */
export const PasswordChange = Type.Object(
  {
    current_password: Type.String({ description: 'the password until now' }),
    new_password: Type.String({ description: 'the password from now on, 12 to 256 characters' }),
  },
  { $id: 'PasswordChange' },
);
export type PasswordChange = Static<typeof PasswordChange>;

/** Public keys that verify access tokens (RFC 7517). */
export const KeySet = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        kty: Type.String({ description: 'kind of key' }),
        kid: Type.String({ description: 'id of the key, as in the header of tokens' }),
        alg: Type.String({ description: 'algorithm' }),
        use: Type.String({ description: 'what it is for' }),
        n: Type.String({ description: 'modulus' }),
        e: Type.String({ description: 'exponent' }),
      }),
      { description: 'public keys, the newest first' },
    ),
  },
  { $id: 'KeySet' },
);
export type KeySet = Static<typeof KeySet>;

/** What verifies our tokens elsewhere (OpenID Connect Discovery). */
export const OpenIdConfiguration = Type.Object(
  {
    issuer: Type.String({ description: 'claim `iss` of access tokens' }),
    jwks_uri: Type.String({ description: 'address of the public keys' }),
    token_endpoint: Type.String({ description: 'address that gives tokens' }),
    id_token_signing_alg_values_supported: Type.Array(Type.String(), {
      description: 'algorithms of tokens',
    }),
    response_types_supported: Type.Array(Type.String(), { description: 'what is answered' }),
    subject_types_supported: Type.Array(Type.String(), { description: 'how users are named' }),
  },
  { $id: 'OpenIdConfiguration' },
);
export type OpenIdConfiguration = Static<typeof OpenIdConfiguration>;
