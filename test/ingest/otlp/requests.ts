import {
  CONTENT_TYPES,
  encode,
  type OtlpBody,
  type OtlpFormat,
  type OtlpSignal,
  SIGNALS,
  toJson,
} from '../../../src/ingest/index.ts';

/** A request in part, by the names of its JSON form; nothing is required. */
export type Part = { readonly [name: string]: unknown };

export const TRACE = '0af7651916cd43dd8448eb211c80319c';
export const SPAN = 'b7ad6b7169203331';

/** 2026-03-10T12:00:00.123456789Z. */
export const NANOS = 1_773_144_000_123_456_789n;
export const MICROS = 1_773_144_000_123_456;

/** Attributes from plain values: whole numbers become whole, `{ list }` and `{ map }` what they say. */
export function attributes(values: Part): readonly Part[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export function anyValue(value: unknown): Part | undefined {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: BigInt(value) } : { doubleValue: value };
  }
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: attributes(value as Part) } };
}

/** Log records of one service. */
export const logsOf = (...logRecords: readonly Part[]): Part => ({
  resourceLogs: [{ ...SOURCE, scopeLogs: [{ scope: SCOPE, logRecords }] }],
});

/** Spans of one service. */
export const spansOf = (...spans: readonly Part[]): Part => ({
  resourceSpans: [
    { ...SOURCE, schemaUrl: 'r', scopeSpans: [{ scope: SCOPE, schemaUrl: 's', spans }] },
  ],
});

/** Metrics of one service. */
export const metricsOf = (...metrics: readonly Part[]): Part => ({
  resourceMetrics: [{ ...SOURCE, scopeMetrics: [{ scope: SCOPE, metrics }] }],
});

const SOURCE = {
  resource: {
    attributes: attributes({
      'service.name': 'shop',
      'service.version': '1.2',
      'service.instance.id': 'shop-7',
    }),
  },
};

const SCOPE = { name: 'lib', version: '3', attributes: attributes({ a: 1 }) };

/** A request as bytes. */
export function bodyOf(
  signal: OtlpSignal,
  request: Part,
  format: OtlpFormat = 'protobuf',
): OtlpBody {
  const type = SIGNALS[signal].request;
  if (format === 'protobuf') return { format, bytes: encode(type, request) };
  return { format, bytes: Buffer.from(JSON.stringify(toJson(type, request))) };
}

/** What a sender posts. */
export function postOf({ format, bytes }: OtlpBody) {
  return {
    method: 'POST',
    headers: { 'content-type': CONTENT_TYPES[format] },
    body: Uint8Array.from(bytes),
  };
}
