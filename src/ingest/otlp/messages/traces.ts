import {
  enumeration,
  fixed32,
  fixed64,
  hex,
  type MessageType,
  message,
  nested,
  repeated,
  string,
  uint32,
} from '../../protobuf/index.ts';
import { KeyValue, Resource, Scope } from './common.ts';

export interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
}

const SpanEvent: MessageType<SpanEvent> = message('Event', {
  timeUnixNano: fixed64(1),
  name: string(2),
  attributes: repeated(nested(3, () => KeyValue)),
  droppedAttributesCount: uint32(4),
});

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

const SpanLink: MessageType<SpanLink> = message('Link', {
  traceId: hex(1),
  spanId: hex(2),
  traceState: string(3),
  attributes: repeated(nested(4, () => KeyValue)),
  droppedAttributesCount: uint32(5),
  flags: fixed32(6),
});

interface SpanStatus {
  readonly message: string;
  readonly code: number;
}

const SpanStatus: MessageType<SpanStatus> = message('Status', {
  message: string(2),
  code: enumeration(3, ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR']),
});

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  readonly status: SpanStatus | undefined;
  readonly flags: number;
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

const Span: MessageType<Span> = message('Span', {
  traceId: hex(1),
  spanId: hex(2),
  traceState: string(3),
  parentSpanId: hex(4),
  name: string(5),
  kind: enumeration(
    6,
    KINDS.map((kind) => `SPAN_KIND_${kind}`),
  ),
  startTimeUnixNano: fixed64(7),
  endTimeUnixNano: fixed64(8),
  attributes: repeated(nested(9, () => KeyValue)),
  droppedAttributesCount: uint32(10),
  events: repeated(nested(11, () => SpanEvent)),
  droppedEventsCount: uint32(12),
  links: repeated(nested(13, () => SpanLink)),
  droppedLinksCount: uint32(14),
  status: nested(15, () => SpanStatus),
  flags: fixed32(16),
});

interface ScopeSpans {
  readonly scope: Scope | undefined;
  readonly spans: readonly Span[];
  readonly schemaUrl: string;
}

const ScopeSpans: MessageType<ScopeSpans> = message('ScopeSpans', {
  scope: nested(1, () => Scope),
  spans: repeated(nested(2, () => Span)),
  schemaUrl: string(3),
});

interface ResourceSpans {
  readonly resource: Resource | undefined;
  readonly scopeSpans: readonly ScopeSpans[];
  readonly schemaUrl: string;
}

const ResourceSpans: MessageType<ResourceSpans> = message('ResourceSpans', {
  resource: nested(1, () => Resource),
  scopeSpans: repeated(nested(2, () => ScopeSpans)),
  schemaUrl: string(3),
});

/** What a sender of traces sends. */
export interface TracesRequest {
  readonly resourceSpans: readonly ResourceSpans[];
}

export const TracesRequest: MessageType<TracesRequest> = message('ExportTraceServiceRequest', {
  resourceSpans: repeated(nested(1, () => ResourceSpans)),
});

/** From the request to the spans, as `splitMessage` takes it. */
export const TRACES_PATH = [[1], [2], [2]];
