--! Dead letters: records that were refused, with everything that sending them again needs.

-- A record that comes again and is refused for the same reason is the same letter: letter_key is
-- a hash of where it came from, why it was refused and what it was. original is the beginning of
-- the record where it was longer than what is kept; original_bytes is its true length. attempts
-- counts how often it was sent again in vain.
create table :schema.dead_letters (
  id bigint generated always as identity,
  letter_key bytea not null,
  dataset text collate "C",
  receiver text collate "C" not null,
  reason text collate "C" not null,
  field text collate "C",
  message text not null,
  original bytea not null,
  original_bytes bigint not null,
  content_type text,
  attributes jsonb not null default '{}',
  received_at timestamptz not null,
  times_received bigint not null default 1,
  last_received_at timestamptz not null,
  attempts integer not null default 0,
  last_attempt_at timestamptz,
  last_error text,
  cut boolean generated always as (octet_length(original) < original_bytes) stored,
  constraint dead_letters_key primary key (id)
);

-- Originals are often compressed already, or small.
alter table :schema.dead_letters alter column original set storage external;

create unique index idx_dead_letters_letter on :schema.dead_letters (letter_key);
create index idx_dead_letters_dataset on :schema.dead_letters (dataset, id);
create index idx_dead_letters_received on :schema.dead_letters (last_received_at);
