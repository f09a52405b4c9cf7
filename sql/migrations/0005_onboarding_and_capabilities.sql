--! Onboarding packages, and what devices can do.
--
-- Packages hold ciphertexts and token hashes, which the reader role never sees. They never expire.

create table :schema.edge_onboarding_packages (
  package_id uuid not null,
  label text not null,
  component_id text collate "C",
  component_type text not null default 'poller'::text,
  parent_type text,
  parent_id text collate "C",
  poller_id text collate "C",
  site text,
  status text not null default 'pending'::text,
  downstream_entry_id text collate "C",
  downstream_spiffe_id text collate "C",
  selectors text[] not null default '{}'::text[],
  checker_kind text,
  checker_config_json jsonb not null default '{}'::jsonb,
  join_token_ciphertext text,
  join_token_expires_at timestamptz,
  bundle_ciphertext text,
  download_token_hash text,
  download_token_expires_at timestamptz,
  created_by text not null default 'system'::text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  delivered_at timestamptz,
  activated_at timestamptz,
  activated_from_ip text collate "C",
  last_seen_spiffe_id text collate "C",
  revoked_at timestamptz,
  deleted_at timestamptz,
  deleted_by text,
  deleted_reason text,
  metadata_json jsonb not null default '{}'::jsonb,
  kv_revision bigint not null default 0,
  notes text,
  constraint edge_onboarding_packages_key primary key (package_id)
);

-- Delivery and activation may fall on one instant; the hash covers what happened and who did it.
create table :schema.edge_onboarding_events (
  event_time timestamptz not null,
  package_id uuid not null,
  event_type text not null,
  actor text,
  source_ip text collate "C",
  details_json jsonb not null default '{}'::jsonb,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (event_time)
--! end
;

-- One check yields a row per capability and service; its id tells apart two at one instant.
create table :schema.device_capabilities (
  event_id text collate "C" not null,
  device_id text collate "C" not null,
  service_id text collate "C",
  service_type text,
  capability text collate "C" not null,
  state text not null default 'unknown'::text,
  enabled boolean not null default true,
  last_checked timestamptz not null,
  last_success timestamptz,
  last_failure timestamptz,
  failure_reason text,
  metadata jsonb not null default '{}'::jsonb,
  recorded_by text not null default 'system'::text,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (last_checked)
--! end
;

-- Not keyed by the check, so that a later one meets the row. '' stands for no service: a primary
-- key cannot hold NULL.
create table :schema.device_capability_registry (
  device_id text collate "C" not null,
  capability text collate "C" not null,
  service_id text collate "C" not null default ''::text,
  service_type text,
  state text not null default 'unknown'::text,
  enabled boolean not null default true,
  last_checked timestamptz not null,
  last_success timestamptz,
  last_failure timestamptz,
  failure_reason text,
  metadata jsonb not null default '{}'::jsonb,
  recorded_by text not null default 'system'::text,
  updated_at timestamptz not null default now(),
  constraint device_capability_registry_key primary key (device_id, capability, service_id)
);

--! if hypertables
select :extension.create_hypertable(':schema.edge_onboarding_events', 'event_time', chunk_time_interval => interval '1440 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.device_capabilities', 'last_checked', chunk_time_interval => interval '360 hours', create_default_indexes => false);
--! end

create unique index edge_onboarding_events_key on :schema.edge_onboarding_events (package_id, event_time, row_key) nulls not distinct;
create unique index device_capabilities_key on :schema.device_capabilities (device_id, capability, service_id, last_checked, event_id) nulls not distinct;

create index idx_edge_packages_status on :schema.edge_onboarding_packages (status, updated_at desc);
create index idx_edge_onboarding_events_time on :schema.edge_onboarding_events (event_time desc);
create index idx_device_capabilities_time on :schema.device_capabilities (last_checked desc);
create index idx_device_capability_registry_capability on :schema.device_capability_registry (capability, state);
