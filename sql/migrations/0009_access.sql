--! User accounts.
--
-- E-mail addresses are unique whatever their case. User names are so only among local users: single
-- sign-on fills in display names, which two people may share.

create table :schema.users (
  id text collate "C" not null,
  username text,
  email text,
  provider text not null default 'local'::text,
  password_hash text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_active boolean not null default true,
  roles text[] not null default '{}'::text[],
  constraint users_key primary key (id)
);

create unique index idx_users_email_lower on :schema.users ((lower(email)));
create unique index idx_users_username_lower on :schema.users ((lower(username))) where (provider = 'local'::text);
