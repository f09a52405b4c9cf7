--! Inventory: who a device is, what it was called, what changed, and what people wrote about it.

-- partition: that of the observations. metadata_by_source: the newest map of each kind of source, with
-- when it was seen and by whom. hidden_by: why readers leave the row out, kept right by the writes.
alter table :schema.unified_devices add column partition text collate "C";
alter table :schema.unified_devices add column metadata_by_source jsonb;
alter table :schema.unified_devices add column hidden_by text;

update :schema.unified_devices
   set partition = case when position(':' in device_id) > 1 then split_part(device_id, ':', 1) else 'default' end,
       metadata_by_source = case
         when field_origins ? 'newest' then jsonb_build_object(
           field_origins->'newest'->>'source',
           field_origins->'newest' || jsonb_build_object('metadata', coalesce(metadata, '{}') - '_deleted' - '_merged_into'))
         else '{}'
       end,
       hidden_by = case
         when metadata ? '_deleted' then 'deletion'
         when metadata ? '_merged_into' then 'merge'
       end;

alter table :schema.unified_devices alter column partition set not null;
alter table :schema.unified_devices alter column metadata_by_source set not null;

-- Which devices were merged into one.
create index idx_unified_devices_merged on :schema.unified_devices ((metadata->>'_merged_into')) where metadata ? '_merged_into';
create index idx_unified_devices_shown on :schema.unified_devices (last_seen desc nulls last, device_id) where hidden_by is null;
create index idx_unified_devices_partition on :schema.unified_devices (partition, last_seen desc nulls last, device_id) where hidden_by is null;

-- What was told with one identity: the strongest that the observations had, kind:value, where the kind id stands
-- for a reported id alone. device_id: the device to which it belongs now. state: that of the fold, NULL where the
-- device has no other report, because its own row holds it then.
create table :schema.device_reports (
  partition text collate "C" not null,
  identity text collate "C" not null,
  device_id text collate "C" not null,
  state jsonb,
  constraint device_reports_key primary key (identity, partition)
);

create index idx_device_reports_device on :schema.device_reports (device_id);

insert into :schema.device_reports (partition, identity, device_id)
select partition, 'id:' || device_id, device_id from :schema.unified_devices;

-- What was told of who devices are, under which id, and together with which strongest identity: only the
-- earliest time and the day of the latest ever change. device_id: the device to which the claim belongs now.
create table :schema.identity_claims (
  partition text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  reported_id text collate "C" not null,
  identity text collate "C" not null,
  device_id text collate "C" not null,
  first_claimed_at timestamptz not null,
  last_claimed_at timestamptz not null,
  constraint identity_claims_key primary key (partition, kind, value, reported_id, identity)
);

create index idx_identity_claims_value on :schema.identity_claims (kind, value);
create index idx_identity_claims_identity on :schema.identity_claims (identity, partition);
create index idx_identity_claims_device on :schema.identity_claims (device_id);

-- Claims that people declared to be of different devices.
create table :schema.identity_separations (
  partition text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  other_kind text collate "C" not null,
  other_value text collate "C" not null,
  actor text not null,
  reason text,
  created_at timestamptz not null default now(),
  constraint identity_separations_key primary key (partition, kind, value, other_kind, other_value)
);

-- Reported ids, the identity that was reported under each first, and the device to which it leads.
create table :schema.device_redirects (
  old_id text collate "C" not null,
  device_id text collate "C" not null,
  since timestamptz not null,
  partition text collate "C" not null,
  identity text collate "C" not null,
  constraint device_redirects_key primary key (old_id)
);

create index idx_device_redirects_device on :schema.device_redirects (device_id);
create index idx_device_redirects_identity on :schema.device_redirects (identity, partition);

-- Joins, splits, deletions, returns and prunings, with who did it and on what evidence.
create table :schema.device_merge_audit (
  happened_at timestamptz not null,
  device_id text collate "C" not null,
  action text not null,
  other_device_id text collate "C",
  actor text not null,
  evidence jsonb not null default '{}'::jsonb,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (happened_at)
--! end
;

-- Each visible change of a field. changed_at: when the inventory changed its mind, which may be long
-- after the observation that led to it.
create table :schema.device_changes (
  changed_at timestamptz not null,
  device_id text collate "C" not null,
  field text collate "C" not null,
  before jsonb,
  after jsonb,
  source text,
  observed_at timestamptz,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (changed_at)
--! end
;

--! if hypertables
select :extension.create_hypertable(':schema.device_merge_audit', 'happened_at', chunk_time_interval => interval '1440 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.device_changes', 'changed_at', chunk_time_interval => interval '360 hours', create_default_indexes => false);
--! end

create unique index device_merge_audit_key on :schema.device_merge_audit (device_id, happened_at, row_key) nulls not distinct;
create index idx_device_merge_audit_time on :schema.device_merge_audit (happened_at desc);
create unique index device_changes_key on :schema.device_changes (device_id, changed_at, field) nulls not distinct;
create index idx_device_changes_time on :schema.device_changes (changed_at desc);

-- What people wrote: kept apart from what was observed.
create table :schema.device_annotations (
  device_id text collate "C" not null,
  tags text[] not null default '{}'::text[],
  notes text,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  constraint device_annotations_key primary key (device_id)
);

create index idx_device_annotations_tags on :schema.device_annotations using gin (tags);
