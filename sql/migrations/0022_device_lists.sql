--! Lists of devices read along an index, whatever they are filtered or sorted by.

-- The expression is that of the readers; a filter that few devices pass would else read all of them.
create index idx_unified_devices_status on :schema.unified_devices ((case when is_available then 'online'::text when not is_available then 'offline'::text else 'unknown'::text end), last_seen desc nulls last, device_id) where hidden_by is null;
create index idx_unified_devices_type on :schema.unified_devices (device_type, last_seen desc nulls last, device_id) where hidden_by is null;
create index idx_unified_devices_name on :schema.unified_devices (hostname, device_id) where hidden_by is null;
create index idx_unified_devices_first_seen on :schema.unified_devices (first_seen, device_id) where hidden_by is null;
create index idx_unified_devices_sources on :schema.unified_devices using gin (discovery_sources);
