--! Registry: the newest declaration of each service, lists in order of registration, counts that cannot drift.

-- What `services` holds of each service last, so that trees and lists need not read a month.
create table :schema.services_latest (
  "timestamp" timestamptz not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null default ''::text,
  service_name text collate "C" not null,
  service_type text collate "C" not null default ''::text,
  config jsonb not null default '{}'::jsonb,
  partition text collate "C",
  updated_at timestamptz not null default now(),
  constraint services_latest_key primary key (poller_id, service_name, agent_id, service_type)
);

insert into :schema.services_latest ("timestamp", poller_id, agent_id, service_name, service_type, config, partition)
select distinct on (poller_id, service_name, agent_id, service_type)
       "timestamp", poller_id, agent_id, service_name, service_type, config, partition
  from :schema.services
 order by poller_id, service_name, agent_id, service_type, "timestamp" desc;

create index idx_services_latest_time on :schema.services_latest ("timestamp" desc);

create index idx_pollers_registered on :schema.pollers (first_registered desc, poller_id);
create index idx_agents_registered on :schema.agents (first_registered desc, agent_id);
create index idx_checkers_registered on :schema.checkers (first_registered desc, checker_id);

-- agent_count and checker_count are what the tables of agents and checkers hold, whoever writes them:
-- a value that somebody else puts there gives way to the count. A component that is deleted, and only
-- kept as a tombstone, belongs to nobody. Each statement of these functions sees what was committed
-- until it began, and the row whose count is taken is locked before, so that of two changes at once
-- the second counts the first.
create function :schema.count_of_poller() returns trigger language plpgsql as $$
begin
  new.agent_count := (select count(*) from :schema.agents
                       where poller_id = new.poller_id and status <> 'deleted');
  new.checker_count := (select count(*) from :schema.checkers
                         where poller_id = new.poller_id and status <> 'deleted');
  return new;
end
$$;

create function :schema.count_of_agent() returns trigger language plpgsql as $$
begin
  new.checker_count := (select count(*) from :schema.checkers
                         where agent_id = new.agent_id and status <> 'deleted');
  return new;
end
$$;

create function :schema.count_agents() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update :schema.pollers set agent_count = 0 where poller_id in (select poller_id from come);
  elsif tg_op = 'DELETE' then
    update :schema.pollers set agent_count = 0 where poller_id in (select poller_id from gone);
  else
    update :schema.pollers set agent_count = 0 where poller_id in (
      select moved.poller_id
        from ((select agent_id, poller_id, status = 'deleted' from gone
               except select agent_id, poller_id, status = 'deleted' from come)
              union all
              (select agent_id, poller_id, status = 'deleted' from come
               except select agent_id, poller_id, status = 'deleted' from gone)) as moved);
  end if;
  return null;
end
$$;

create function :schema.count_checkers() returns trigger language plpgsql as $$
declare
  of_pollers text[];
  of_agents text[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct poller_id), array_agg(distinct agent_id)
      into of_pollers, of_agents from come;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct poller_id), array_agg(distinct agent_id)
      into of_pollers, of_agents from gone;
  else
    select array_agg(distinct moved.poller_id), array_agg(distinct moved.agent_id)
      into of_pollers, of_agents
      from ((select checker_id, poller_id, agent_id, status = 'deleted' from gone
             except select checker_id, poller_id, agent_id, status = 'deleted' from come)
            union all
            (select checker_id, poller_id, agent_id, status = 'deleted' from come
             except select checker_id, poller_id, agent_id, status = 'deleted' from gone)) as moved;
  end if;
  update :schema.pollers set checker_count = 0 where poller_id = any(of_pollers);
  update :schema.agents set checker_count = 0 where agent_id = any(of_agents);
  return null;
end
$$;

create trigger count_of_poller before insert or update of agent_count, checker_count
  on :schema.pollers for each row execute function :schema.count_of_poller();
create trigger count_of_agent before insert or update of checker_count
  on :schema.agents for each row execute function :schema.count_of_agent();

create trigger count_agents_come after insert on :schema.agents
  referencing new table as come for each statement execute function :schema.count_agents();
create trigger count_agents_gone after delete on :schema.agents
  referencing old table as gone for each statement execute function :schema.count_agents();
create trigger count_agents_moved after update on :schema.agents
  referencing old table as gone new table as come
  for each statement execute function :schema.count_agents();
create trigger count_checkers_come after insert on :schema.checkers
  referencing new table as come for each statement execute function :schema.count_checkers();
create trigger count_checkers_gone after delete on :schema.checkers
  referencing old table as gone for each statement execute function :schema.count_checkers();
create trigger count_checkers_moved after update on :schema.checkers
  referencing old table as gone new table as come
  for each statement execute function :schema.count_checkers();

-- Rows that an older program left without counts.
update :schema.pollers set agent_count = 0;
update :schema.agents set checker_count = 0;
