import { fallback, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

/** Facts: inventory §7. */
export const users = dataset({
  name: 'users',
  title: 'User accounts',
  area: 'access',
  kind: 'table',
  columns: {
    id: required('text', 'the user, as the provider names it'),
    username: optional('text', 'name for logging in; the display name of single-sign-on users'),
    email: optional('text', 'e-mail address'),
    provider: fallback('text', "'local'::text", 'who vouches for the user: local or a provider'),
    password_hash: optional('text', 'hash of the password of local users'),
    created_at: fallback('timestamp with time zone', 'now()', 'when the account was made'),
    updated_at: fallback('timestamp with time zone', 'now()', 'when the account last changed'),
    is_active: fallback('boolean', 'true', 'whether the user may log in'),
    roles: fallback('text[]', "'{}'::text[]", 'roles that the user has'),
    partitions: optional('text[]', 'network partitions to which the user is confined; NULL: all'),
    last_login_at: optional('timestamp with time zone', 'when the user last logged in'),
    failed_attempts: fallback('integer', '0', 'wrong passwords since the last right one'),
    locked_until: optional('timestamp with time zone', 'until when the account is locked'),
    must_change_password: fallback(
      'boolean',
      'false',
      'whether the user must choose a password before anything else',
    ),
    password_changed_at: optional('timestamp with time zone', 'when the password last changed'),
  },
  key: ['id'],
  keepsApart: 'two users of one provider',
  version: 'updated_at',
  indexes: [
    { name: 'idx_users_email_lower', columns: ['(lower(email))'], unique: true },
    // Single sign-on fills in display names, which two people may share.
    {
      name: 'idx_users_username_lower',
      columns: ['(lower(username))'],
      unique: true,
      where: "(provider = 'local'::text)",
    },
  ],
  rights: { writer: ['select', 'insert', 'update', 'delete'], secret: true },
  proton: sameNames('users', {
    added: [
      'partitions',
      'last_login_at',
      'failed_attempts',
      'locked_until',
      'must_change_password',
      'password_changed_at',
    ],
  }),
  queryNames: [],
});
