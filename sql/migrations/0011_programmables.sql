--! The record of programmables: views, functions, comments and grants.
--
-- They are made anew as a whole whenever their text or the roles differ from what this one row
-- says. objects holds a hash of each view and function as the server printed it when it was made,
-- so that a later change by hand is noticed.

create table :schema.schema_programmables (
  singleton boolean not null default true,
  checksum text not null,
  migration integer not null,
  roles text[] not null,
  objects jsonb not null,
  server_major integer not null,
  program_version text not null,
  applied_at timestamptz not null,
  constraint schema_programmables_key primary key (singleton),
  constraint schema_programmables_one check (singleton)
);
