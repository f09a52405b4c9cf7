--! Capabilities: hosts whose sysmon checker answers without a sample, counted until the next sample.

-- told_at: when the stall was told last; NULL before. Rows come and go with polls, whatever process takes them.
create table :schema.sysmon_stalls (
  device_id text collate "C" not null,
  consecutive_empty integer not null,
  first_empty_at timestamptz not null,
  last_empty_at timestamptz not null,
  told_at timestamptz,
  constraint sysmon_stalls_key primary key (device_id)
);

create index idx_sysmon_stalls_time on :schema.sysmon_stalls (last_empty_at desc);
