import type { NewRow } from '../../../catalogue/index.ts';
import { type Instant, type JsonValue, severityClass } from '../../../core/index.ts';
import type { AnyValue, LogRecord, LogsRequest } from '../messages/index.ts';
import { attributesOf, counted, given, jsonOf, textAt } from './attributes.ts';
import { optionalId } from './id.ts';
import { type MadeRows, rowMaker } from './made.ts';
import {
  type ResourceColumns,
  resourceColumns,
  type ScopeColumns,
  scopeColumns,
} from './source.ts';
import { instantOf, timeGiven } from './time.ts';

type LogRow = Omit<NewRow<'logs'>, 'row_key'>;

/** Rows of `logs` (facts: telemetry §4.3, with its corrections). */
export function logRows(request: LogsRequest, receivedAt: Instant): MadeRows<'logs'> {
  const maker = rowMaker('logs');
  for (const { resource, scopeLogs } of request.resourceLogs) {
    const ofResource = resourceColumns(resource);
    maker.resource(ofResource);
    for (const { scope, logRecords } of scopeLogs) {
      const ofScope = scopeColumns(scope);
      maker.scope(ofScope);
      const source = { ...ofResource, ...ofScope };
      maker.share(source);
      for (const record of logRecords) maker.take(() => logRow(record, source, receivedAt));
    }
  }
  return maker.made();
}

function logRow(
  record: LogRecord,
  source: ResourceColumns & ScopeColumns,
  receivedAt: Instant,
): LogRow {
  const { timeUnixNano, observedTimeUnixNano, flags } = record;
  const time = timeGiven(timeUnixNano) ?? timeGiven(observedTimeUnixNano);
  const observed = timeGiven(observedTimeUnixNano);
  const attributes = attributesOf(record.attributes);
  const severityText = given(record.severityText);
  const severityNumber = counted(record.severityNumber);
  return {
    ...source,
    ...bodyColumns(record.body),
    timestamp: time === undefined ? receivedAt : instantOf(time),
    trace_id: optionalId('trace_id', record.traceId, 16),
    span_id: optionalId('span_id', record.spanId, 8),
    trace_flags: counted(flags & 0xff),
    severity_text: severityText,
    severity_number: severityNumber,
    severity_class: severityClass(severityText, severityNumber),
    attributes,
    observed_timestamp: observed === undefined ? undefined : instantOf(observed),
    time_unix_nano: timeGiven(timeUnixNano),
    observed_time_unix_nano: observed,
    event_name: given(record.eventName) ?? textAt(attributes, 'event.name'),
    dropped_attributes_count: counted(record.droppedAttributesCount),
    source: 'otel',
  };
}

/** Text as it is; anything else as text, and a list or map as JSON beside it. */
function bodyColumns(body: AnyValue | undefined): Pick<LogRow, 'body' | 'body_json'> {
  const value: JsonValue = jsonOf(body);
  if (value === null) return {};
  if (typeof value === 'string') return { body: given(value) };
  if (typeof value !== 'object') return { body: String(value) };
  return { body: JSON.stringify(value), body_json: value };
}
