import type { Drift } from '../../src/database/index.ts';

/** What somebody did to the database, and what is expected to be said of it. */
export interface DriftCase {
  readonly title: string;
  readonly harm: string;
  readonly kind: Drift['kind'];
  readonly name: string;
  readonly severity: Drift['severity'];
  readonly found: RegExp;
}

export const COLUMNS: readonly DriftCase[] = [
  {
    title: 'a column that was dropped',
    harm: 'alter table radar.cpu_metrics drop column label cascade',
    kind: 'column',
    name: 'radar.cpu_metrics.label',
    severity: 'broken',
    found: /^nothing$/,
  },
  {
    title: 'a column that was added',
    harm: 'alter table radar.users add column nickname text',
    kind: 'column',
    name: 'radar.users.nickname',
    severity: 'extra',
    found: /^text$/,
  },
  {
    title: 'an added column that makes every insert fail',
    harm: 'alter table radar.users add column nickname text not null',
    kind: 'column',
    name: 'radar.users.nickname',
    severity: 'broken',
    found: /^text not null$/,
  },
  {
    title: 'a type that was changed',
    harm: `drop view radar_grafana.process_metrics;
           alter table radar.process_metrics alter column cpu_usage type double precision`,
    kind: 'column',
    name: 'radar.process_metrics.cpu_usage',
    severity: 'broken',
    found: /^double precision$/,
  },
  {
    title: 'a collation that was changed',
    harm: `drop view radar_grafana.services;
           alter table radar.services alter column agent_id type text collate "default"`,
    kind: 'column',
    name: 'radar.services.agent_id',
    severity: 'differs',
    found: /^text$/,
  },
  {
    title: 'a column that no longer may be NULL',
    harm: 'alter table radar.logs alter column body set not null',
    kind: 'column',
    name: 'radar.logs.body',
    severity: 'broken',
    found: /^not null$/,
  },
  {
    title: 'a column that now may be NULL',
    harm: 'alter table radar.cpu_metrics alter column device_id drop not null',
    kind: 'column',
    name: 'radar.cpu_metrics.device_id',
    severity: 'differs',
    found: /^may be null$/,
  },
  {
    title: 'a default without which rows are refused',
    harm: 'alter table radar.disk_metrics alter column created_at drop default',
    kind: 'column',
    name: 'radar.disk_metrics.created_at',
    severity: 'broken',
    found: /^no default$/,
  },
  {
    title: 'a default that invents a value where there is none',
    harm: "alter table radar.cpu_metrics alter column label set default 'none'",
    kind: 'column',
    name: 'radar.cpu_metrics.label',
    severity: 'differs',
    found: /^default 'none'::text$/,
  },
];

export const INDEXES: readonly DriftCase[] = [
  {
    title: 'a key that was dropped',
    harm: 'drop index radar.cpu_metrics_key',
    kind: 'key',
    name: 'radar.cpu_metrics_key',
    severity: 'broken',
    found: /^nothing$/,
  },
  {
    title: 'a key that is not unique',
    harm: `drop index radar.cpu_metrics_key;
           create index cpu_metrics_key on radar.cpu_metrics (device_id, "timestamp", core_id, poller_id)`,
    kind: 'key',
    name: 'radar.cpu_metrics_key',
    severity: 'broken',
    found: /^CREATE INDEX/,
  },
  {
    title: 'a key in which NULLs are distinct',
    harm: `drop index radar.memory_metrics_hourly_key;
           create unique index memory_metrics_hourly_key on radar.memory_metrics_hourly (device_id, partition, bucket)`,
    kind: 'key',
    name: 'radar.memory_metrics_hourly_key',
    severity: 'broken',
    found: /^CREATE UNIQUE INDEX(?!.*NULLS NOT DISTINCT)/,
  },
  {
    title: 'a key that is not valid',
    harm: "update pg_index set indisvalid = false where indexrelid = 'radar.logs_key'::regclass",
    kind: 'key',
    name: 'radar.logs_key',
    severity: 'broken',
    found: /not valid$/,
  },
  {
    title: 'a primary key that was dropped',
    harm: 'alter table radar.pollers drop constraint pollers_key',
    kind: 'key',
    name: 'radar.pollers_key',
    severity: 'broken',
    found: /^nothing$/,
  },
  {
    title: 'an index that was dropped',
    harm: 'drop index radar.idx_logs_trace_id',
    kind: 'index',
    name: 'radar.idx_logs_trace_id',
    severity: 'differs',
    found: /^nothing$/,
  },
  {
    title: 'an index over an expression that lost its function',
    harm: `drop index radar.idx_users_email_lower;
           create unique index idx_users_email_lower on radar.users (email)`,
    kind: 'index',
    name: 'radar.idx_users_email_lower',
    severity: 'differs',
    found: /\(email\)$/,
  },
  {
    title: 'a partial index with another condition',
    harm: `drop index radar.idx_users_username_lower;
           create unique index idx_users_username_lower on radar.users (lower(username)) where provider = 'ldap'`,
    kind: 'index',
    name: 'radar.idx_users_username_lower',
    severity: 'differs',
    found: /ldap/,
  },
  {
    title: 'an index in the other direction',
    harm: `drop index radar.idx_pollers_last_seen;
           create index idx_pollers_last_seen on radar.pollers (last_seen)`,
    kind: 'index',
    name: 'radar.idx_pollers_last_seen',
    severity: 'differs',
    found: /\(last_seen\)$/,
  },
  {
    title: 'an index of another method',
    harm: `drop index radar.idx_discovered_interfaces_latest_addresses;
           create index idx_discovered_interfaces_latest_addresses on radar.discovered_interfaces_latest (ip_addresses)`,
    kind: 'index',
    name: 'radar.idx_discovered_interfaces_latest_addresses',
    severity: 'differs',
    found: /USING btree/,
  },
  {
    title: 'an index that was renamed',
    harm: 'alter index radar.idx_events_id rename to my_events',
    kind: 'index',
    name: 'radar.idx_events_id',
    severity: 'differs',
    found: /the same index as my_events/,
  },
  {
    title: 'an index that was added',
    harm: 'create index my_own on radar.agents (status)',
    kind: 'index',
    name: 'radar.my_own',
    severity: 'extra',
    found: /\(status\)$/,
  },
  {
    title: 'a check that may refuse rows',
    harm: 'alter table radar.agents add constraint short check (length(agent_id) < 5)',
    kind: 'constraint',
    name: 'radar.agents.short',
    severity: 'extra',
    found: /^CHECK .*may refuse rows$/,
  },
];

export const RELATIONS: readonly DriftCase[] = [
  {
    title: 'a history that was dropped',
    harm: 'drop table radar.netflow_metrics cascade',
    kind: 'relation',
    name: 'radar.netflow_metrics',
    severity: 'broken',
    found: /^nothing$/,
  },
  {
    title: 'a table that was dropped',
    harm: 'drop table radar.checkers cascade',
    kind: 'relation',
    name: 'radar.checkers',
    severity: 'broken',
    found: /^nothing$/,
  },
  {
    title: 'a history that is a plain table',
    harm: `drop table radar.events cascade;
           create table radar.events (
             event_timestamp timestamptz not null, specversion text, id text, source text,
             type text, datacontenttype text, subject text, remote_addr text, host text, level integer,
             severity text, short_message text, version text, raw_data text, row_key bytea not null,
             created_at timestamptz not null default now());
           create unique index events_key on radar.events (event_timestamp, row_key) nulls not distinct;
           create index idx_events_id on radar.events (id);
           create index idx_events_subject on radar.events (subject, event_timestamp desc);
           create index idx_events_host on radar.events (host, event_timestamp desc);
           insert into radar.events (event_timestamp, row_key) values (now(), '\\x01')`,
    kind: 'relation',
    name: 'radar.events',
    severity: 'broken',
    found: /^an ordinary table$/,
  },
  {
    title: 'a table that a crash empties',
    harm: 'alter table radar.agents set unlogged',
    kind: 'relation',
    name: 'radar.agents',
    severity: 'broken',
    found: /^unlogged/,
  },
  {
    title: 'a table whose rows are hidden',
    harm: 'alter table radar.agents enable row level security',
    kind: 'relation',
    name: 'radar.agents',
    severity: 'broken',
    found: /^row level security$/,
  },
  {
    title: 'a record of the program that was dropped',
    harm: 'drop table radar.maintenance_jobs',
    kind: 'relation',
    name: 'radar.maintenance_jobs',
    severity: 'broken',
    found: /^nothing$/,
  },
];

export const PROGRAMMABLES: readonly DriftCase[] = [
  {
    title: 'a view that was dropped',
    harm: 'drop view radar.poller_statuses cascade',
    kind: 'view',
    name: 'radar.poller_statuses',
    severity: 'broken',
    found: /^nothing$/,
  },
  {
    title: 'a view with other columns',
    harm: `drop view radar_grafana.cpu_metrics;
           create view radar_grafana.cpu_metrics as select "timestamp" as time from radar.cpu_metrics`,
    kind: 'view',
    name: 'radar_grafana.cpu_metrics',
    severity: 'broken',
    found: /^a view of time$/,
  },
  {
    title: 'a view whose query was changed by hand',
    harm: `create or replace view radar.poller_statuses as
           select "timestamp", poller_id, true as is_healthy, now() as first_seen, now() as last_seen
             from radar.poller_history`,
    kind: 'view',
    name: 'radar.poller_statuses',
    severity: 'differs',
    found: /^another definition$/,
  },
  {
    title: 'a function that was changed by hand',
    harm: `create or replace function radar.rollup_group(value text) returns text
           language sql immutable parallel safe return value`,
    kind: 'function',
    name: 'radar.rollup_group(text)',
    severity: 'differs',
    found: /^another definition$/,
  },
  {
    title: 'a function that was dropped',
    harm: 'drop function radar.histogram_merge(jsonb, jsonb) cascade',
    kind: 'function',
    name: 'radar.histogram_merge(jsonb,jsonb)',
    severity: 'broken',
    found: /^nothing$/,
  },
];
