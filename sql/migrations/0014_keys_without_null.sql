--! no-transaction
--! A value that is absent from the key of a history is '', no longer NULL.
--
-- The columnstore of TimescaleDB has let a row whose key holds NULL in a second time (its issues
-- 9575, 10057, 10579), so the largest histories had to do without it.
--
-- Four steps per history, each a transaction on that one table that may run twice. Readers wait for
-- nothing but changes of the catalogue, which take milliseconds; writers of a history wait while its
-- new index is built.

-- From here on no NULL gets in; the rows that are there are seen to by the next step.
create or replace procedure :schema.blank_key_declare(history text, absent text[])
language plpgsql as $$
declare
  relation text := format('%I.%I', :'schema', history);
  rule text := history || '_key_given';
  given text;
  name text;
begin
  foreach name in array absent loop
    execute format('alter table %s alter column %I set default ''''', relation, name);
  end loop;
  select string_agg(format('%I is not null', one), ' and ') into given from unnest(absent) as one;
  execute format('alter table %s drop constraint if exists %I', relation, rule);
  execute format('alter table %s add constraint %I check (%s) not valid', relation, rule, given);
end
$$;

-- Two rows of which one holds NULL where the other holds '' become one: the one that was stored
-- first stays, as it would have with the new key; of two that were stored at once, the one with ''.
-- Rollups count '' as NULL, so buckets of rows that hold it are computed anew; one that counted two
-- rows of which one goes here keeps what it has, as it does whenever raw rows are gone.
create or replace procedure :schema.blank_key_fill(
  history text, moment text, key text[], absent text[])
language plpgsql as $$
declare
  relation text := format('%I.%I', :'schema', history);
  blank text;
  missing text;
  filled text;
  same text;
  before text;
  after text;
  blanks bigint;
begin
  select string_agg(format('%I = ''''', one), ' or '),
         string_agg(format('%I is null', one), ' or '),
         string_agg(format('%1$I = coalesce(%1$I, '''')', one), ', '),
         string_agg(format('earlier.%I is null', one), ', '),
         string_agg(format('later.%I is null', one), ', ')
    into blank, missing, filled, before, after
    from unnest(absent) as one;
  select string_agg(
           case when one = any(absent)
                then format('coalesce(later.%1$I, '''') = coalesce(earlier.%1$I, '''')', one)
                else format('later.%1$I = earlier.%1$I', one) end, ' and ')
    into same
    from unnest(key) as one;
  execute format(
    'insert into %I.rollup_touched (source, bucket)
     select distinct %L, date_bin(interval ''5 minutes'', %I, timestamptz ''1970-01-01 00:00+00'')
       from %s where %s', :'schema', history, moment, relation, blank);
  get diagnostics blanks = row_count;
  if blanks > 0 then
    execute format(
      'delete from %1$s as later using %1$s as earlier
        where %2$s and (earlier.created_at, %3$s) < (later.created_at, %4$s)',
      relation, same, before, after);
  end if;
  execute format('update %s set %s where %s', relation, filled, missing);
  execute format('alter table %s validate constraint %I', relation, history || '_key_given');
end
$$;

create or replace procedure :schema.blank_key_build(history text, key text[])
language plpgsql as $$
begin
  execute format(
    'create unique index if not exists %I on %I.%I (%s)', history || '_key_new', :'schema', history,
    (select string_agg(quote_ident(one), ', ' order by place)
       from unnest(key) with ordinality as part (one, place)));
end
$$;

-- The server need not look at the rows again: the constraint says that none holds NULL.
create or replace procedure :schema.blank_key_finish(history text, absent text[])
language plpgsql as $$
declare
  relation text := format('%I.%I', :'schema', history);
  renewed text := format('%I.%I', :'schema', history || '_key_new');
  name text;
begin
  foreach name in array absent loop
    execute format('alter table %s alter column %I set not null', relation, name);
  end loop;
  execute format('alter table %s drop constraint if exists %I', relation, history || '_key_given');
  if to_regclass(renewed) is not null then
    execute format('drop index if exists %I.%I', :'schema', history || '_key');
    execute format('alter index %s rename to %I', renewed, history || '_key');
  end if;
end
$$;

--! step
call :schema.blank_key_declare('cpu_metrics', '{poller_id}');
--! step
call :schema.blank_key_fill('cpu_metrics', 'timestamp', '{device_id,timestamp,core_id,poller_id}', '{poller_id}');
--! step
call :schema.blank_key_build('cpu_metrics', '{device_id,timestamp,core_id,poller_id}');
--! step
call :schema.blank_key_finish('cpu_metrics', '{poller_id}');

--! step
call :schema.blank_key_declare('cpu_cluster_metrics', '{poller_id}');
--! step
call :schema.blank_key_fill('cpu_cluster_metrics', 'timestamp', '{device_id,timestamp,cluster,poller_id}', '{poller_id}');
--! step
call :schema.blank_key_build('cpu_cluster_metrics', '{device_id,timestamp,cluster,poller_id}');
--! step
call :schema.blank_key_finish('cpu_cluster_metrics', '{poller_id}');

--! step
call :schema.blank_key_declare('memory_metrics', '{poller_id}');
--! step
call :schema.blank_key_fill('memory_metrics', 'timestamp', '{device_id,timestamp,poller_id}', '{poller_id}');
--! step
call :schema.blank_key_build('memory_metrics', '{device_id,timestamp,poller_id}');
--! step
call :schema.blank_key_finish('memory_metrics', '{poller_id}');

--! step
call :schema.blank_key_declare('disk_metrics', '{poller_id}');
--! step
call :schema.blank_key_fill('disk_metrics', 'timestamp', '{device_id,timestamp,mount_point,poller_id}', '{poller_id}');
--! step
call :schema.blank_key_build('disk_metrics', '{device_id,timestamp,mount_point,poller_id}');
--! step
call :schema.blank_key_finish('disk_metrics', '{poller_id}');

--! step
call :schema.blank_key_declare('process_metrics', '{poller_id}');
--! step
call :schema.blank_key_fill('process_metrics', 'timestamp', '{device_id,timestamp,pid,poller_id}', '{poller_id}');
--! step
call :schema.blank_key_build('process_metrics', '{device_id,timestamp,pid,poller_id}');
--! step
call :schema.blank_key_finish('process_metrics', '{poller_id}');

--! step
call :schema.blank_key_declare('timeseries_metrics', '{device_id}');
--! step
call :schema.blank_key_fill('timeseries_metrics', 'timestamp', '{device_id,timestamp,row_key}', '{device_id}');
--! step
call :schema.blank_key_build('timeseries_metrics', '{device_id,timestamp,row_key}');
--! step
call :schema.blank_key_finish('timeseries_metrics', '{device_id}');

--! step
call :schema.blank_key_declare('discovered_interfaces', '{poller_id}');
--! step
call :schema.blank_key_fill('discovered_interfaces', 'timestamp', '{device_id,timestamp,if_index,poller_id}', '{poller_id}');
--! step
call :schema.blank_key_build('discovered_interfaces', '{device_id,timestamp,if_index,poller_id}');
--! step
call :schema.blank_key_finish('discovered_interfaces', '{poller_id}');

--! step
call :schema.blank_key_declare('topology_discovery_events', '{local_device_id}');
--! step
call :schema.blank_key_fill('topology_discovery_events', 'timestamp', '{local_device_id,timestamp,row_key}', '{local_device_id}');
--! step
call :schema.blank_key_build('topology_discovery_events', '{local_device_id,timestamp,row_key}');
--! step
call :schema.blank_key_finish('topology_discovery_events', '{local_device_id}');

--! step
call :schema.blank_key_declare('services', '{agent_id,service_type}');
--! step
call :schema.blank_key_fill('services', 'timestamp', '{poller_id,service_name,timestamp,agent_id,service_type}', '{agent_id,service_type}');
--! step
call :schema.blank_key_build('services', '{poller_id,service_name,timestamp,agent_id,service_type}');
--! step
call :schema.blank_key_finish('services', '{agent_id,service_type}');

--! step
call :schema.blank_key_declare('service_status', '{agent_id,service_type}');
--! step
call :schema.blank_key_fill('service_status', 'timestamp', '{poller_id,service_name,timestamp,agent_id,service_type}', '{agent_id,service_type}');
--! step
call :schema.blank_key_build('service_status', '{poller_id,service_name,timestamp,agent_id,service_type}');
--! step
call :schema.blank_key_finish('service_status', '{agent_id,service_type}');

--! step
call :schema.blank_key_declare('device_capabilities', '{service_id}');
--! step
call :schema.blank_key_fill('device_capabilities', 'last_checked', '{device_id,capability,service_id,last_checked,event_id}', '{service_id}');
--! step
call :schema.blank_key_build('device_capabilities', '{device_id,capability,service_id,last_checked,event_id}');
--! step
call :schema.blank_key_finish('device_capabilities', '{service_id}');

--! step
drop procedure if exists :schema.blank_key_declare;
drop procedure if exists :schema.blank_key_fill;
drop procedure if exists :schema.blank_key_build;
drop procedure if exists :schema.blank_key_finish;
