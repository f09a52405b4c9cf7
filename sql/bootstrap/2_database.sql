--! The database of radarstore. It runs in that database, as a superuser, and may run again.

--! if hypertables
-- The library must be loaded at server start: shared_preload_libraries = 'timescaledb'.
create extension if not exists timescaledb with schema public;

--! end
-- Serves searches inside of text. Without it they read the whole table.
create extension if not exists pg_trgm with schema public;

-- The owner makes everything else itself: it needs no right to create schemas or extensions.
create schema if not exists :schema authorization :owner;
--! if partitions
create schema if not exists :chunks authorization :owner;
--! end
create schema if not exists :grafana authorization :owner;

grant connect on database :database to :owner, :writer, :reader;
-- Batches that met duplicates go through a temporary table.
grant temporary on database :database to :owner, :writer;

-- `radarstore schema apply` gives writer and reader their rights on each relation, table by table,
-- since some are secret. By default, before the next apply, new objects give only what is harmless.
grant usage on schema :schema to :writer, :reader;
grant usage on schema :grafana to :reader;
alter default privileges for role :owner in schema :grafana grant select on tables to :reader;
alter default privileges for role :owner in schema :schema grant execute on routines to :writer, :reader;
alter default privileges for role :owner in schema :schema grant usage on sequences to :writer;

-- For psql and other clients that name no schema. radarstore pins its own path on each connection.
-- Another schema before ours, as Apache AGE asks for, would take the tables that they make.
alter role :owner in database :database set search_path = :schema, public;
alter role :writer in database :database set search_path = :schema, public;
alter role :reader in database :database set search_path = :schema, :grafana, public;
