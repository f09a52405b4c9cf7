import { createdAt, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

/** Facts: telemetry §4.3, §4.6, §4.7. */
export const logs = dataset({
  name: 'logs',
  title: 'Log records',
  area: 'observability',
  kind: 'hypertable',
  columns: {
    timestamp: required(
      'timestamp with time zone',
      'when it was logged; else when it was observed, else when it was received',
    ),
    trace_id: optional('text', 'trace in which it was logged, lower-case hexadecimal'),
    span_id: optional('text', 'span in which it was logged, lower-case hexadecimal'),
    severity_text: optional('text', 'severity in the words of its source'),
    severity_number: optional('integer', 'severity by OpenTelemetry, 1 TRACE to 24 FATAL4'),
    body: optional('text', 'the message; a structured body as JSON text'),
    service_name: optional('text', 'service that logged (`service.name`)'),
    service_version: optional('text', 'version of the service (`service.version`)'),
    service_instance: optional('text', 'instance of the service (`service.instance.id`)'),
    scope_name: optional('text', 'library or logger that logged'),
    scope_version: optional('text', 'version of that library'),
    attributes: optional('jsonb', 'attributes of the record, with their types'),
    resource_attributes: optional('jsonb', 'attributes of the service that logged'),
    severity_class: required(
      'text',
      'fatal, error, warning, info, debug or other: by severity_text where it is a known word, else by severity_number',
    ),
    observed_timestamp: optional('timestamp with time zone', 'when a collector first saw it'),
    time_unix_nano: optional('bigint', 'when it was logged, since 1970', { unit: 'ns' }),
    observed_time_unix_nano: optional('bigint', 'when a collector first saw it, since 1970', {
      unit: 'ns',
    }),
    trace_flags: optional('integer', 'W3C trace flags: 1 sampled'),
    event_name: optional('text', 'name of the event that the record tells'),
    body_json: optional('jsonb', 'the body, where it is structured'),
    scope_attributes: optional('jsonb', 'attributes of the library that logged'),
    source: optional('text', 'way by which it came: otel, syslog, snmp, internal, …'),
    dropped_attributes_count: optional('bigint', 'attributes that the sender left out', {
      unit: '1',
    }),
    row_key: required('bytea', '16-byte hash of the whole record as it came'),
    created_at: createdAt,
  },
  key: ['timestamp', 'row_key'],
  keepsApart: 'two lines of one service without a trace, in one microsecond',
  hashed: { column: 'row_key', of: 'row' },
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['service_name'],
    orderBy: ['timestamp desc'],
    afterHours: 12,
  },
  indexes: [
    { name: 'idx_logs_service_time', columns: ['service_name', 'timestamp desc'] },
    { name: 'idx_logs_trace_id', columns: ['trace_id'], where: '(trace_id IS NOT NULL)' },
    {
      name: 'idx_logs_severe_time',
      columns: ['timestamp desc'],
      where: "(severity_class = ANY (ARRAY['fatal'::text, 'error'::text]))",
    },
  ],
  proton: sameNames('logs', {
    derived: {
      attributes: 'comma-joined `key=value` text becomes an object',
      resource_attributes: 'comma-joined `key=value` text becomes an object',
      severity_class: 'severity_text where it is a known word, else severity_number',
      time_unix_nano: 'timestamp, which has nanoseconds there',
      row_key: 'hash of every column',
    },
    added: [
      'observed_timestamp',
      'observed_time_unix_nano',
      'trace_flags',
      'event_name',
      'body_json',
      'scope_attributes',
      'source',
      'dropped_attributes_count',
    ],
  }),
  queryNames: ['logs'],
});
