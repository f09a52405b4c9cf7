--! Views over histories and tables. Programs of the former store know them by these names.
--
-- Columns are listed, never `*`: a view keeps the columns that it was made with, and so says which.

-- The newest health of each poller. One step down the key's index per poller, not a sort of a week
-- of history.
create or replace view :schema.poller_statuses as
select newest."timestamp", poller.poller_id, newest.is_healthy, poller.first_seen, poller.last_seen
  from :schema.pollers as poller
 cross join lateral (
         select history."timestamp", history.is_healthy
           from :schema.poller_history as history
          where history.poller_id = poller.poller_id
          order by history."timestamp" desc
          limit 1
       ) as newest;

-- A span that has not ended (its end is missing or 0) has no duration; one that ends before it
-- begins lasts no time.
create or replace view :schema.otel_spans_enriched as
select span."timestamp", span.trace_id, span.span_id, span.parent_span_id, span.name, span.kind,
       span.start_time_unix_nano, span.end_time_unix_nano, span.service_name, span.status_code,
       case when span.start_time_unix_nano is not null and span.end_time_unix_nano > 0
            then greatest(span.end_time_unix_nano - span.start_time_unix_nano, 0) / 1e6::double precision
       end as duration_ms,
       coalesce(span.parent_span_id, '') in ('', '0000000000000000') as is_root
  from :schema.otel_traces as span;

-- The former store had one row per update of a trace, and several views that picked one of them.
-- Here a trace is one row, so all of these names mean the same.
create or replace view :schema.otel_trace_summaries_final as
select "timestamp", trace_id, root_span_id, root_span_name, root_service_name, root_span_kind,
       start_time_unix_nano, end_time_unix_nano, duration_ms, status_code, service_set, span_count,
       error_count, status_message, refreshed_at
  from :schema.otel_trace_summaries;

create or replace view :schema.otel_trace_summaries_final_v2 as
select "timestamp", trace_id, root_span_id, root_span_name, root_service_name, root_span_kind,
       start_time_unix_nano, end_time_unix_nano, duration_ms, status_code, service_set, span_count,
       error_count, status_message, refreshed_at
  from :schema.otel_trace_summaries;

create or replace view :schema.otel_trace_summaries_deduplicated as
select "timestamp", trace_id, root_span_id, root_span_name, root_service_name, root_span_kind,
       start_time_unix_nano, end_time_unix_nano, duration_ms, status_code, service_set, span_count,
       error_count, status_message, refreshed_at
  from :schema.otel_trace_summaries;

create or replace view :schema.otel_trace_summaries_dedup as
select "timestamp", trace_id, root_span_id, root_span_name, root_service_name, root_span_kind,
       start_time_unix_nano, end_time_unix_nano, duration_ms, status_code, service_set, span_count,
       error_count, status_message, refreshed_at
  from :schema.otel_trace_summaries;

comment on view :schema.otel_trace_summaries_final is 'Another name of otel_trace_summaries.';
comment on view :schema.otel_trace_summaries_final_v2 is 'Another name of otel_trace_summaries.';
comment on view :schema.otel_trace_summaries_deduplicated is 'Another name of otel_trace_summaries.';
comment on view :schema.otel_trace_summaries_dedup is 'Another name of otel_trace_summaries.';

-- By what devices are told apart, under the names of the inventory's callers.
create or replace view :schema.device_identifiers as
select device_id, partition, kind as id_type, value as id_value, reported_id,
       min(first_claimed_at) as first_seen,
       greatest(max(first_claimed_at), max(last_claimed_at)) as last_seen
  from :schema.identity_claims
 group by device_id, partition, kind, value, reported_id;
