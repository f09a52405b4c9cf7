import type { NewRow } from '../../../catalogue/index.ts';
import type { JsonObject } from '../../../core/index.ts';
import type { Span, SpanEvent, SpanLink, TracesRequest } from '../messages/index.ts';
import { attributesOf, counted, given } from './attributes.ts';
import { optionalId, requiredId } from './id.ts';
import { type MadeRows, rowMaker } from './made.ts';
import { RecordFault } from './record-fault.ts';
import { resourceColumns, scopeColumns } from './source.ts';
import { instantOf, timeGiven } from './time.ts';

type SpanRow = NewRow<'otel_traces'>;

/** Rows of `otel_traces` (facts: telemetry §4.5, with its corrections). */
export function spanRows(request: TracesRequest): MadeRows<'otel_traces'> {
  const maker = rowMaker('otel_traces');
  for (const { resource, scopeSpans, schemaUrl } of request.resourceSpans) {
    const ofResource = { ...resourceColumns(resource), resource_schema_url: given(schemaUrl) };
    for (const scopeGroup of scopeSpans) {
      const source = {
        ...ofResource,
        ...scopeColumns(scopeGroup.scope),
        scope_schema_url: given(scopeGroup.schemaUrl),
      };
      maker.share(source);
      for (const span of scopeGroup.spans) maker.take(() => spanRow(span, source));
    }
  }
  return maker.made();
}

function spanRow(span: Span, source: Partial<SpanRow>): SpanRow {
  const start = timeGiven(span.startTimeUnixNano);
  const end = timeGiven(span.endTimeUnixNano);
  const time = start ?? end;
  if (time === undefined) {
    throw new RecordFault('missing_time', 'timestamp', 'the span has neither begin nor end');
  }
  return {
    ...source,
    timestamp: instantOf(time),
    trace_id: requiredId('trace_id', span.traceId, 16),
    span_id: requiredId('span_id', span.spanId, 8),
    parent_span_id: optionalId('parent_span_id', span.parentSpanId, 8),
    name: given(span.name),
    kind: span.kind,
    start_time_unix_nano: start,
    end_time_unix_nano: end,
    status_code: span.status?.code ?? 0,
    status_message: given(span.status?.message ?? ''),
    attributes: attributesOf(span.attributes),
    events: span.events.map(eventJson),
    links: span.links.map(linkJson),
    trace_state: given(span.traceState),
    flags: counted(span.flags),
    dropped_attributes_count: counted(span.droppedAttributesCount),
    dropped_events_count: counted(span.droppedEventsCount),
    dropped_links_count: counted(span.droppedLinksCount),
  };
}

function eventJson(event: SpanEvent): JsonObject {
  return {
    time_unix_nano: event.timeUnixNano.toString(),
    name: event.name,
    attributes: attributesOf(event.attributes) ?? {},
    ...(event.droppedAttributesCount === 0
      ? {}
      : { dropped_attributes_count: event.droppedAttributesCount }),
  };
}

function linkJson(link: SpanLink): JsonObject {
  return {
    trace_id: link.traceId,
    span_id: link.spanId,
    attributes: attributesOf(link.attributes) ?? {},
    ...(link.traceState === '' ? {} : { trace_state: link.traceState }),
    ...(link.flags === 0 ? {} : { flags: link.flags }),
    ...(link.droppedAttributesCount === 0
      ? {}
      : { dropped_attributes_count: link.droppedAttributesCount }),
  };
}
