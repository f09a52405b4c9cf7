--! Pollers, agents, checkers, their history, and the services that they declare.
--
-- Ids are names given by people or deployments, so the tables are keyed by them. Registration and
-- heartbeats own different columns of one row.

create table :schema.pollers (
  poller_id text collate "C" not null,
  component_id text collate "C",
  registration_source text not null default 'implicit'::text,
  status text not null default 'active'::text,
  spiffe_identity text,
  first_registered timestamptz not null default now(),
  first_seen timestamptz,
  last_seen timestamptz,
  metadata jsonb not null default '{}'::jsonb,
  created_by text not null default 'system'::text,
  is_healthy boolean not null default true,
  agent_count bigint not null default 0,
  checker_count bigint not null default 0,
  updated_at timestamptz not null default now(),
  constraint pollers_key primary key (poller_id)
);

create table :schema.agents (
  agent_id text collate "C" not null,
  poller_id text collate "C" not null,
  component_id text collate "C",
  registration_source text not null default 'implicit'::text,
  status text not null default 'active'::text,
  spiffe_identity text,
  first_registered timestamptz not null default now(),
  first_seen timestamptz,
  last_seen timestamptz,
  metadata jsonb not null default '{}'::jsonb,
  created_by text not null default 'system'::text,
  checker_count bigint not null default 0,
  updated_at timestamptz not null default now(),
  constraint agents_key primary key (agent_id)
);

create table :schema.checkers (
  checker_id text collate "C" not null,
  agent_id text collate "C" not null,
  poller_id text collate "C" not null,
  checker_kind text not null,
  component_id text collate "C",
  registration_source text not null default 'implicit'::text,
  status text not null default 'active'::text,
  spiffe_identity text,
  first_registered timestamptz not null default now(),
  first_seen timestamptz,
  last_seen timestamptz,
  metadata jsonb not null default '{}'::jsonb,
  created_by text not null default 'system'::text,
  updated_at timestamptz not null default now(),
  constraint checkers_key primary key (checker_id)
);

-- Several changes of one service may happen at one instant (registered, activated), hence the id.
create table :schema.service_registration_events (
  event_id text collate "C" not null,
  event_type text not null,
  service_id text collate "C" not null,
  service_type text not null,
  parent_id text collate "C",
  registration_source text,
  actor text,
  "timestamp" timestamptz not null,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- No more than one report of a poller per microsecond.
create table :schema.poller_history (
  "timestamp" timestamptz not null,
  poller_id text collate "C" not null,
  is_healthy boolean not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- agent_id and service_type may be NULL; NULL counts as a value, so a repetition is one row.
create table :schema.services (
  "timestamp" timestamptz not null,
  poller_id text collate "C" not null,
  agent_id text collate "C",
  service_name text collate "C" not null,
  service_type text collate "C",
  config jsonb not null default '{}'::jsonb,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- A primary key cannot hold NULL, so '' stands for a service that the poller itself checks, and for
-- an untold kind.
create table :schema.service_status_latest (
  "timestamp" timestamptz not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null default ''::text,
  service_name text collate "C" not null,
  service_type text collate "C" not null default ''::text,
  available boolean not null,
  message text,
  details text,
  partition text collate "C",
  updated_at timestamptz not null default now(),
  constraint service_status_latest_key primary key (poller_id, service_name, agent_id, service_type)
);

--! if hypertables
select :extension.create_hypertable(':schema.service_registration_events', 'timestamp', chunk_time_interval => interval '360 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.poller_history', 'timestamp', chunk_time_interval => interval '24 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.services', 'timestamp', chunk_time_interval => interval '120 hours', create_default_indexes => false);
--! end

create unique index service_registration_events_key on :schema.service_registration_events (service_id, "timestamp", event_id) nulls not distinct;
create unique index poller_history_key on :schema.poller_history (poller_id, "timestamp") nulls not distinct;
create unique index services_key on :schema.services (poller_id, service_name, "timestamp", agent_id, service_type) nulls not distinct;

create index idx_pollers_last_seen on :schema.pollers (last_seen desc);
create index idx_agents_poller on :schema.agents (poller_id);
create index idx_checkers_agent on :schema.checkers (agent_id);
create index idx_checkers_poller on :schema.checkers (poller_id);
create index idx_service_registration_events_time on :schema.service_registration_events ("timestamp" desc);
create index idx_poller_history_time on :schema.poller_history ("timestamp" desc);
create index idx_services_time on :schema.services ("timestamp" desc);
create index idx_services_agent_time on :schema.services (agent_id, "timestamp" desc);
create index idx_service_status_latest_time on :schema.service_status_latest ("timestamp" desc);
