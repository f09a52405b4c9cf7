--! Roles of radarstore: what only a superuser, or a role with CREATEROLE, may make.
--
-- owner   migrates and maintains. It must be able to log in: jobs of TimescaleDB run as the owner.
-- writer  stores rows.
-- reader  reads what is not secret: consoles, Grafana.
--
-- No password stands here, where it would end up in logs. Set each with psql, which sends only a hash:
--   \password :owner
-- Roles that exist keep what they are; only what radarstore needs is set.

do $bootstrap$
begin
  if not exists (select from pg_roles where rolname = :'owner') then
    create role :owner login;
  end if;
  if not exists (select from pg_roles where rolname = :'writer') then
    create role :writer login;
  end if;
  if not exists (select from pg_roles where rolname = :'reader') then
    create role :reader login;
  end if;
end
$bootstrap$;

alter role :owner login;

-- A person's query must not run for ever, and cannot change anything even by mistake.
alter role :reader set statement_timeout = :'timeout';
alter role :reader set idle_in_transaction_session_timeout = '60s';
alter role :reader set default_transaction_read_only = on;
