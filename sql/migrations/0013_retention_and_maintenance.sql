--! Retention that somebody chose, the leader of maintenance, and more about what its jobs did.

-- One row per change, numbered; the last of a dataset counts. retention NULL: again what the
-- catalogue declares. Rows are only added, so who chose what and when stays known.
create table :schema.dataset_retention (
  change bigint not null,
  dataset text collate "C" not null,
  retention interval,
  actor text not null,
  role text not null default current_user,
  changed_at timestamptz not null default clock_timestamp(),
  constraint dataset_retention_key primary key (change),
  constraint dataset_retention_least check (retention >= interval '6 hours')
);

create index idx_dataset_retention_dataset on :schema.dataset_retention (dataset, change desc);

-- Whoever begins to lead maintenance takes the next number. Each transaction of a job looks here
-- first, and ends when another has taken a number since: a leader that was cut off changes nothing.
create table :schema.maintenance_epoch (
  singleton boolean not null default true,
  epoch bigint not null,
  holder text,
  taken_at timestamptz,
  constraint maintenance_epoch_key primary key (singleton),
  constraint maintenance_epoch_one check (singleton)
);

insert into :schema.maintenance_epoch (epoch) values (0);

-- last_finished_at stays the end of the last run without a fault. last_rows: what the last run
-- changed, in rows, chunks or buckets, as its job says.
alter table :schema.maintenance_jobs add column last_rows bigint;
alter table :schema.maintenance_jobs add column next_run_at timestamptz;
alter table :schema.maintenance_jobs add column epoch bigint;
