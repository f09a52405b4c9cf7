--! Access: how logging in went, sessions, API tokens, signing keys, and what happened to them.

-- partitions NULL: not confined. failed_attempts counts since the last success; beyond a few,
-- locked_until says from when on the account may be tried again.
alter table :schema.users add column partitions text[];
alter table :schema.users add column last_login_at timestamptz;
alter table :schema.users add column failed_attempts integer not null default 0;
alter table :schema.users add column locked_until timestamptz;
alter table :schema.users add column must_change_password boolean not null default false;
alter table :schema.users add column password_changed_at timestamptz;

-- A log-in that lasts. secret_hash is the SHA-256 of the cookie of the console, or of the refresh
-- token that may be used next; the secret itself is nowhere.
create table :schema.access_sessions (
  id uuid not null,
  user_id text collate "C" not null,
  kind text collate "C" not null,
  secret_hash bytea not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  address text,
  ended_at timestamptz,
  end_reason text collate "C",
  constraint access_sessions_key primary key (id),
  constraint access_sessions_kind check (kind in ('token', 'cookie'))
);

create unique index idx_access_sessions_secret on :schema.access_sessions (secret_hash);
create index idx_access_sessions_user on :schema.access_sessions (user_id);
create index idx_access_sessions_expiry on :schema.access_sessions (expires_at);

-- Refresh tokens that were used: one that comes again was stolen, and ends its session.
create table :schema.access_spent_tokens (
  token_hash bytea not null,
  session_id uuid not null,
  spent_at timestamptz not null,
  constraint access_spent_tokens_key primary key (token_hash)
);

create index idx_access_spent_tokens_session on :schema.access_spent_tokens (session_id);

-- API tokens. user_id NULL: of no user, such as one for a collector. hint: the end of the token, so
-- that a person tells it from others.
create table :schema.access_tokens (
  id uuid not null,
  name text not null,
  token_hash bytea not null,
  hint text not null,
  user_id text collate "C",
  scopes text[] not null,
  partitions text[],
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  constraint access_tokens_key primary key (id)
);

create unique index idx_access_tokens_hash on :schema.access_tokens (token_hash);
create index idx_access_tokens_user on :schema.access_tokens (user_id);

-- Keys that sign access tokens. private_key: encrypted by a key that is configured; NULL where it
-- stays with the process that made it. retired_at: signs no more; gone when nothing of it is valid.
create table :schema.access_keys (
  kid text collate "C" not null,
  public_key jsonb not null,
  private_key text,
  created_at timestamptz not null,
  retired_at timestamptz,
  constraint access_keys_key primary key (kid)
);

-- What happened: rows are only added.
create table :schema.access_events (
  id bigint generated always as identity,
  occurred_at timestamptz not null,
  kind text collate "C" not null,
  actor text not null,
  subject text,
  address text,
  detail jsonb not null default '{}',
  constraint access_events_key primary key (id)
);

create index idx_access_events_occurred on :schema.access_events (occurred_at);
