import { createdAt, fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

/** What the stored span and its enriched view share. */
const span = {
  timestamp: required('timestamp with time zone', 'when the span began'),
  trace_id: required('text', 'trace of the span, 32 lower-case hexadecimal digits'),
  span_id: required('text', 'the span, 16 lower-case hexadecimal digits'),
  parent_span_id: optional('text', 'span that caused it; absent at a root'),
  name: optional('text', 'what the span does'),
  kind: optional(
    'integer',
    '0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer',
  ),
  start_time_unix_nano: optional('bigint', 'begin, since 1970; unsigned 64 bits', { unit: 'ns' }),
  end_time_unix_nano: optional('bigint', 'end, since 1970; unsigned 64 bits', { unit: 'ns' }),
  service_name: optional('text', 'service in which it ran (`service.name`)'),
} as const;

const statusCode = optional('integer', '0 unset, 1 ok, 2 error; only 2 is an error');

/** Facts: telemetry §4.5, §4.6. A span without valid ids is refused. */
export const otelTraces = dataset({
  name: 'otel_traces',
  title: 'Spans',
  area: 'observability',
  kind: 'hypertable',
  columns: {
    ...span,
    service_version: optional('text', 'version of the service (`service.version`)'),
    service_instance: optional('text', 'instance of the service (`service.instance.id`)'),
    scope_name: optional('text', 'library that made the span'),
    scope_version: optional('text', 'version of that library'),
    status_code: statusCode,
    status_message: optional('text', 'what went wrong'),
    attributes: optional('jsonb', 'attributes of the span, with their types'),
    resource_attributes: optional('jsonb', 'attributes of the service'),
    events: optional('jsonb', 'array of {time_unix_nano as text, name, attributes}'),
    links: optional('jsonb', 'array of {trace_id, span_id, attributes}'),
    trace_state: optional('text', 'W3C trace state'),
    flags: optional('bigint', 'W3C trace flags and whether the parent is remote; 32 bits'),
    dropped_attributes_count: optional('bigint', 'attributes that the sender left out', {
      unit: '1',
    }),
    dropped_events_count: optional('bigint', 'events that the sender left out', { unit: '1' }),
    dropped_links_count: optional('bigint', 'links that the sender left out', { unit: '1' }),
    scope_attributes: optional('jsonb', 'attributes of the library'),
    resource_schema_url: optional('text', 'semantic conventions of the resource attributes'),
    scope_schema_url: optional('text', 'semantic conventions of the other attributes'),
    created_at: createdAt,
  },
  key: ['trace_id', 'span_id', 'timestamp'],
  keepsApart: 'two spans of one trace that begin together',
  version: 'end_time_unix_nano',
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['service_name'],
    orderBy: ['timestamp desc'],
    afterHours: 12,
  },
  indexes: [
    { name: 'idx_otel_traces_time', columns: ['timestamp desc'] },
    { name: 'idx_otel_traces_service_time', columns: ['service_name', 'timestamp desc'] },
  ],
  proton: sameNames('otel_traces', {
    derived: {
      attributes: 'comma-joined `key=value` text becomes an object',
      resource_attributes: 'comma-joined `key=value` text becomes an object',
      events: 'JSON text; the `key=value` texts of each event become an object',
      links: 'JSON text; the `key=value` texts of each link become an object',
    },
    added: [
      'trace_state',
      'flags',
      'dropped_attributes_count',
      'dropped_events_count',
      'dropped_links_count',
      'scope_attributes',
      'resource_schema_url',
      'scope_schema_url',
    ],
  }),
  queryNames: ['otel_traces', 'traces', 'trace_spans'],
});

/** Facts: telemetry §5.4. Recomputed as a whole whenever spans of the trace arrive. */
export const otelTraceSummaries = dataset({
  name: 'otel_trace_summaries',
  title: 'Traces, one row each',
  area: 'observability',
  kind: 'table',
  columns: {
    timestamp: required('timestamp with time zone', 'begin of the earliest span'),
    trace_id: required('text', 'the trace, 32 lower-case hexadecimal digits'),
    root_span_id: optional('text', 'root span; the earliest where there are several'),
    root_span_name: optional('text', 'what the root span does'),
    root_service_name: optional('text', 'service in which the root span ran'),
    root_span_kind: optional('integer', 'kind of the root span, 0 to 5'),
    start_time_unix_nano: required('bigint', 'begin of the earliest span, since 1970', {
      unit: 'ns',
    }),
    end_time_unix_nano: required('bigint', 'end of the latest span, since 1970', { unit: 'ns' }),
    duration_ms: optional('double precision', 'end less begin, never below 0', { unit: 'ms' }),
    status_code: optional('integer', 'greatest over its spans: 0 unset, 1 ok, 2 error'),
    service_set: fallback('text[]', "'{}'::text[]", 'services that took part, sorted'),
    span_count: required('bigint', 'distinct spans', { unit: '1' }),
    error_count: required('bigint', 'distinct spans with status 2', { unit: '1' }),
    status_message: optional('text', 'what went wrong, as the root span tells'),
    refreshed_at: { ...updatedAt, meaning: 'when the summary was last computed' },
  },
  key: ['trace_id'],
  keepsApart: 'two traces of one service that begin together',
  version: 'span_count',
  pruning: { column: 'timestamp', retentionDays: 3 },
  indexes: [
    { name: 'idx_otel_trace_summaries_time', columns: ['timestamp desc'] },
    {
      name: 'idx_otel_trace_summaries_service_time',
      columns: ['root_service_name', 'timestamp desc'],
    },
    { name: 'idx_otel_trace_summaries_duration', columns: ['duration_ms desc'] },
  ],
  proton: sameNames('otel_trace_summaries', { added: ['status_message'] }),
  queryNames: ['otel_trace_summaries', 'trace_summaries', 'traces_summaries'],
});

/** Every column is a projection of one span, so it is stored once and shown twice. */
export const otelSpansEnriched = dataset({
  name: 'otel_spans_enriched',
  title: 'Spans with their duration and place in the trace',
  area: 'observability',
  kind: 'view',
  columns: {
    ...span,
    status_code: statusCode,
    duration_ms: optional('double precision', 'end less begin, never below 0', { unit: 'ms' }),
    is_root: optional('boolean', 'whether it has no parent'),
  },
  key: [],
  keepsApart: '',
  indexes: [],
  proton: sameNames('otel_spans_enriched'),
  queryNames: ['otel_spans_enriched'],
});
