--! Sweeps, neighbours, and the newest state beside each history.
--
-- A unique key of a history must contain its time, so the newest row per subject cannot be had
-- there. It is kept in an ordinary table beside it, named after the history with _latest.

-- One row per host and sweep. The partition is part of the key: two tenants may use one address.
create table :schema.sweep_host_states (
  host_ip text collate "C" not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null,
  partition text collate "C" not null,
  network_cidr text,
  hostname text,
  mac text,
  icmp_available boolean,
  icmp_response_time_ns bigint,
  icmp_packet_loss double precision,
  tcp_ports_scanned jsonb,
  tcp_ports_open jsonb,
  port_scan_results jsonb,
  last_sweep_time timestamptz not null,
  first_seen timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (last_sweep_time)
--! end
;

-- first_seen is the least of all sweeps, not that of the newest.
create table :schema.sweep_host_states_latest (
  host_ip text collate "C" not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null,
  partition text collate "C" not null,
  network_cidr text,
  hostname text,
  mac text,
  icmp_available boolean,
  icmp_response_time_ns bigint,
  icmp_packet_loss double precision,
  tcp_ports_scanned jsonb,
  tcp_ports_open jsonb,
  port_scan_results jsonb,
  last_sweep_time timestamptz not null,
  first_seen timestamptz,
  metadata jsonb,
  updated_at timestamptz not null default now(),
  constraint sweep_host_states_latest_key primary key (host_ip, poller_id, partition)
);

-- An interface is a device and its ifIndex, whoever saw it.
create table :schema.discovered_interfaces_latest (
  "timestamp" timestamptz not null,
  agent_id text collate "C",
  poller_id text collate "C",
  device_ip text collate "C",
  device_id text collate "C" not null,
  if_index integer not null,
  if_name text,
  if_descr text,
  if_alias text,
  if_speed bigint,
  if_phys_address text,
  ip_addresses text[],
  if_admin_status integer,
  if_oper_status integer,
  metadata jsonb,
  updated_at timestamptz not null default now(),
  constraint discovered_interfaces_latest_key primary key (device_id, if_index)
);

-- A neighbour is told by a dozen columns, most of them NULL for a given protocol, so a hash of the
-- whole report stands in the key. AS numbers are unsigned 32 bits.
create table :schema.topology_discovery_events (
  "timestamp" timestamptz not null,
  agent_id text collate "C",
  poller_id text collate "C",
  local_device_ip text collate "C",
  local_device_id text collate "C",
  local_if_index integer,
  local_if_name text,
  protocol_type text,
  neighbor_chassis_id text collate "C",
  neighbor_port_id text collate "C",
  neighbor_port_descr text,
  neighbor_system_name text,
  neighbor_management_addr text,
  neighbor_bgp_router_id text collate "C",
  neighbor_ip_address text,
  neighbor_as bigint,
  bgp_session_state text,
  metadata jsonb,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- Here the hash covers only what makes the neighbour, so that a new state of it meets the old row.
-- Behind one interface there may be several: a telephone and the computer behind it.
create table :schema.topology_discovery_events_latest (
  "timestamp" timestamptz not null,
  agent_id text collate "C",
  poller_id text collate "C",
  local_device_ip text collate "C",
  local_device_id text collate "C" not null default ''::text,
  local_if_index integer,
  local_if_name text,
  protocol_type text,
  neighbor_chassis_id text collate "C",
  neighbor_port_id text collate "C",
  neighbor_port_descr text,
  neighbor_system_name text,
  neighbor_management_addr text,
  neighbor_bgp_router_id text collate "C",
  neighbor_ip_address text,
  neighbor_as bigint,
  bgp_session_state text,
  metadata jsonb,
  neighbor_key bytea not null,
  updated_at timestamptz not null default now(),
  constraint topology_discovery_events_latest_key primary key (local_device_id, neighbor_key)
);

--! if hypertables
select :extension.create_hypertable(':schema.sweep_host_states', 'last_sweep_time', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.topology_discovery_events', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
--! end

create unique index sweep_host_states_key on :schema.sweep_host_states (host_ip, poller_id, partition, last_sweep_time) nulls not distinct;
create unique index topology_discovery_events_key on :schema.topology_discovery_events (local_device_id, "timestamp", row_key) nulls not distinct;

create index idx_sweep_host_states_time on :schema.sweep_host_states (last_sweep_time desc, poller_id);
create index idx_sweep_host_states_latest_time on :schema.sweep_host_states_latest (last_sweep_time desc);
create index idx_sweep_host_states_latest_poller_time on :schema.sweep_host_states_latest (poller_id, last_sweep_time desc);
create index idx_discovered_interfaces_latest_time on :schema.discovered_interfaces_latest ("timestamp" desc);
create index idx_discovered_interfaces_latest_mac on :schema.discovered_interfaces_latest (if_phys_address);
create index idx_discovered_interfaces_latest_addresses on :schema.discovered_interfaces_latest using gin (ip_addresses);
create index idx_topology_discovery_events_time on :schema.topology_discovery_events ("timestamp" desc);
create index idx_topology_discovery_events_latest_time on :schema.topology_discovery_events_latest ("timestamp" desc);
