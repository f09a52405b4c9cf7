--! OCSF: devices, users, services and vulnerabilities as they are now, and their search index.
--
-- What ages here, the last sighting, is updated in place, so these are ordinary tables that are
-- pruned.

create table :schema.ocsf_devices_current (
  device_uid text collate "C" not null,
  last_seen timestamptz not null,
  first_seen timestamptz not null,
  device_name text,
  device_ip text[] not null default '{}'::text[],
  device_mac text[] not null default '{}'::text[],
  device_type_id integer not null default 0,
  device_os_name text,
  device_os_version text,
  device_location text,
  device_domain text,
  discovery_sources text[] not null default '{}'::text[],
  confidence_score real,
  discovery_count integer not null default 1,
  agent_id text collate "C",
  poller_id text collate "C",
  is_available boolean,
  last_response_time timestamptz,
  status text not null default 'active'::text,
  tags text[] not null default '{}'::text[],
  categories text[] not null default '{}'::text[],
  raw_data text,
  enrichments jsonb not null default '{}'::jsonb,
  metadata jsonb not null default '{}'::jsonb,
  observables_ip text[] not null default '{}'::text[],
  observables_mac text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_domain text[] not null default '{}'::text[],
  observables_resource_uid text[] not null default '{}'::text[],
  updated_at timestamptz not null default now(),
  constraint ocsf_devices_current_key primary key (device_uid)
);

create table :schema.ocsf_users_current (
  user_uid text collate "C" not null,
  last_seen timestamptz not null,
  first_seen timestamptz not null,
  user_name text,
  user_email text,
  user_full_name text,
  user_domain text,
  user_type_id integer,
  user_credential_uid text collate "C",
  account_name text,
  account_type_id integer,
  account_uid text collate "C",
  discovery_sources text[] not null default '{}'::text[],
  confidence_score real,
  discovery_count integer not null default 1,
  agent_id text collate "C",
  poller_id text collate "C",
  is_active boolean,
  last_login timestamptz,
  status text not null default 'active'::text,
  groups text[] not null default '{}'::text[],
  permissions text[] not null default '{}'::text[],
  raw_data text,
  metadata jsonb not null default '{}'::jsonb,
  observables_username text[] not null default '{}'::text[],
  observables_email text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_domain text[] not null default '{}'::text[],
  observables_resource_uid text[] not null default '{}'::text[],
  updated_at timestamptz not null default now(),
  constraint ocsf_users_current_key primary key (user_uid)
);

create table :schema.ocsf_vulnerabilities_current (
  vulnerability_cve_uid text collate "C" not null,
  last_seen timestamptz not null,
  first_seen timestamptz not null,
  title text,
  description text,
  severity_id integer not null default 0,
  score real,
  affected_devices text[] not null default '{}'::text[],
  affected_users text[] not null default '{}'::text[],
  affected_services text[] not null default '{}'::text[],
  cwe_uid text collate "C",
  reference_urls text[] not null default '{}'::text[],
  remediation text,
  discovery_sources text[] not null default '{}'::text[],
  confidence_score real,
  scanner_names text[] not null default '{}'::text[],
  agent_id text collate "C",
  poller_id text collate "C",
  status text not null default 'open'::text,
  priority text,
  assigned_to text,
  raw_data text,
  metadata jsonb not null default '{}'::jsonb,
  observables_cve text[] not null default '{}'::text[],
  observables_cwe text[] not null default '{}'::text[],
  observables_resource_uid text[] not null default '{}'::text[],
  updated_at timestamptz not null default now(),
  constraint ocsf_vulnerabilities_current_key primary key (vulnerability_cve_uid)
);

create table :schema.ocsf_services_current (
  service_uid text collate "C" not null,
  last_seen timestamptz not null,
  first_seen timestamptz not null,
  service_name text,
  service_version text,
  service_port integer,
  service_protocol text,
  service_description text,
  device_uid text collate "C",
  device_hostname text,
  device_ip text collate "C",
  is_running boolean,
  response_time_ms real,
  discovery_sources text[] not null default '{}'::text[],
  confidence_score real,
  agent_id text collate "C",
  poller_id text collate "C",
  status text not null default 'active'::text,
  tags text[] not null default '{}'::text[],
  categories text[] not null default '{}'::text[],
  raw_data text,
  metadata jsonb not null default '{}'::jsonb,
  observables_service text[] not null default '{}'::text[],
  observables_ip text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_resource_uid text[] not null default '{}'::text[],
  updated_at timestamptz not null default now(),
  constraint ocsf_services_current_key primary key (service_uid)
);

-- The same value may stand at two places of one entity, hence the path; the spelling is normalised
-- so that upper and lower case meet.
create table :schema.ocsf_observable_index (
  observable_type text collate "C" not null,
  observable_value text not null,
  observable_value_normalized text collate "C" not null,
  entity_class text collate "C" not null,
  entity_uid text collate "C" not null,
  entity_last_seen timestamptz not null,
  entity_path text collate "C" not null default ''::text,
  confidence_score real,
  discovery_source text collate "C",
  "time" timestamptz not null,
  agent_id text collate "C",
  poller_id text collate "C",
  geo_country text,
  geo_region text,
  geo_city text,
  asn_number bigint,
  asn_org text,
  threat_score real,
  threat_categories text[] not null default '{}'::text[],
  threat_sources text[] not null default '{}'::text[],
  observable_category text,
  tags text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  observable_type_id integer not null,
  event_id uuid,
  type_uid bigint,
  updated_at timestamptz not null default now(),
  constraint ocsf_observable_index_key primary key (observable_type, observable_value_normalized, entity_class, entity_uid, entity_path)
);

-- The id is a hash of kind and both ends, the ends sorted where the relation has no direction:
-- either way of telling meets one row.
create table :schema.ocsf_entity_relationships (
  relationship_uid text collate "C" not null,
  relationship_type text not null,
  source_entity_class text not null,
  source_entity_uid text collate "C" not null,
  source_entity_name text,
  target_entity_class text not null,
  target_entity_uid text collate "C" not null,
  target_entity_name text,
  shared_observables text[] not null default '{}'::text[],
  observable_types text[] not null default '{}'::text[],
  confidence_score real,
  "time" timestamptz not null,
  first_observed timestamptz not null,
  last_observed timestamptz not null,
  observation_count integer not null default 1,
  discovery_source text collate "C",
  agent_id text collate "C",
  poller_id text collate "C",
  interaction_frequency text,
  relationship_strength real,
  metadata jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  updated_at timestamptz not null default now(),
  constraint ocsf_entity_relationships_key primary key (relationship_uid)
);

create index idx_ocsf_devices_current_last_seen on :schema.ocsf_devices_current (last_seen desc, device_uid);
create index idx_ocsf_devices_current_obs_ip on :schema.ocsf_devices_current using gin (observables_ip);
create index idx_ocsf_devices_current_obs_mac on :schema.ocsf_devices_current using gin (observables_mac);
create index idx_ocsf_users_current_last_seen on :schema.ocsf_users_current (last_seen desc, user_uid);
create index idx_ocsf_users_current_email on :schema.ocsf_users_current ((lower(user_email)));
create index idx_ocsf_users_current_obs_username on :schema.ocsf_users_current using gin (observables_username);
create index idx_ocsf_vulnerabilities_current_last_seen on :schema.ocsf_vulnerabilities_current (last_seen desc);
create index idx_ocsf_vulnerabilities_current_status on :schema.ocsf_vulnerabilities_current (status, severity_id);
create index idx_ocsf_vulnerabilities_current_devices on :schema.ocsf_vulnerabilities_current using gin (affected_devices);
create index idx_ocsf_services_current_last_seen on :schema.ocsf_services_current (last_seen desc, service_uid);
create index idx_ocsf_services_current_device on :schema.ocsf_services_current (device_uid);
create index idx_ocsf_services_current_name on :schema.ocsf_services_current (service_name);
create index idx_ocsf_services_current_obs_ip on :schema.ocsf_services_current using gin (observables_ip);
create index idx_ocsf_observable_index_entity on :schema.ocsf_observable_index (entity_class, entity_uid);
create index idx_ocsf_observable_index_last_seen on :schema.ocsf_observable_index (entity_last_seen desc);
create index idx_ocsf_entity_relationships_source on :schema.ocsf_entity_relationships (source_entity_class, source_entity_uid);
create index idx_ocsf_entity_relationships_target on :schema.ocsf_entity_relationships (target_entity_class, target_entity_uid);
create index idx_ocsf_entity_relationships_time on :schema.ocsf_entity_relationships ("time" desc);
