--! Discovery: who tells of a device as its neighbour, which device has a name, and which devices have
--! a capability in a state.
--
-- A chassis is told as a MAC address in several spellings, in either letter case.

create index idx_topology_discovery_events_latest_chassis on :schema.topology_discovery_events_latest ((lower(neighbor_chassis_id)));
create index idx_topology_discovery_events_latest_address on :schema.topology_discovery_events_latest (neighbor_management_addr);
create index idx_topology_discovery_events_latest_peer on :schema.topology_discovery_events_latest (neighbor_ip_address);
create index idx_topology_discovery_events_latest_name on :schema.topology_discovery_events_latest ((lower(neighbor_system_name)));

create index idx_unified_devices_hostname on :schema.unified_devices ((lower(hostname)));

create index idx_sweep_host_states_latest_partition on :schema.sweep_host_states_latest (partition, last_sweep_time desc);

drop index :schema.idx_device_capability_registry_capability;
create index idx_device_capability_registry_capability on :schema.device_capability_registry (capability, state, device_id);
