--! What the rollups have yet to take in, and how far each of them is.
--
-- What has to be computed is recorded when rows arrive and never guessed from the time, so a row
-- that comes late corrects its bucket as surely as one in time.

-- Writers append here, in the transaction of their rows, the five minutes in which rows of a history
-- lie. There is no key: two writers must not wait for each other over the same five minutes.
create table :schema.rollup_touched (
  source text collate "C" not null,
  bucket timestamptz not null,
  touched_at timestamptz not null default now()
);

create index idx_rollup_touched_source on :schema.rollup_touched (source, bucket);

-- The same per rollup and bucket of the rollup, once each. A row goes in the transaction that
-- computes its bucket.
create table :schema.rollup_pending (
  rollup text collate "C" not null,
  bucket timestamptz not null,
  since timestamptz not null,
  constraint rollup_pending_key primary key (rollup, bucket)
);

-- A rollup that has no row here takes in all raw rows at the next refresh. continuous: a continuous
-- aggregate of the server stands in for the table, and keeps itself up to date.
create table :schema.rollup_progress (
  rollup text collate "C" not null,
  source text collate "C" not null,
  bucket_seconds integer not null,
  continuous boolean not null default false,
  refreshed_at timestamptz,
  refreshed_buckets bigint not null default 0,
  skipped_buckets bigint not null default 0,
  constraint rollup_progress_key primary key (rollup)
);
