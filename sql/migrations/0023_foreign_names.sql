--! Devices of which a name is not all ASCII: a search for two letters asks the index of trigrams for each character that may follow, and for these as they are.

create index idx_unified_devices_foreign on :schema.unified_devices (device_id) where hostname ~ '[^\x20-\x7e]' or device_id ~ '[^\x20-\x7e]';
