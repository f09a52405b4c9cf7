import { type NewRow, withHash } from '../../catalogue/index.ts';
import type { ExactJson } from '../../core/index.ts';
import { FormatFault } from './fault.ts';
import { type ExactObject, firstText, isObject } from './json.ts';
import type { MessageSource } from './source.ts';
import { readTime } from './time.ts';

/** Facts: telemetry §4.2. Columns whose members are text; a number becomes its digits. */
const TEXTS = [
  'service_name',
  'span_name',
  'span_kind',
  'metric_type',
  'http_method',
  'http_route',
  'http_status_code',
  'grpc_service',
  'grpc_method',
  'grpc_status_code',
  'component',
  'level',
] as const;

const IDS = { trace_id: 32, span_id: 16 } as const;

/** The row of what a collector derived from a span; names in snake or camel case. */
export function spanMetricRow(value: ExactJson, source: MessageSource): NewRow<'otel_metrics'> {
  if (!isObject(value)) {
    throw new FormatFault('bad_record', 'The record is not an object of JSON.');
  }
  const time = readTime(value.timestamp) ?? readTime(value.timestamp_unix_nano);
  const seconds = numberOf(value, 'duration_seconds');
  const millis = numberOf(value, 'duration_ms') ?? (seconds === null ? null : seconds * 1_000);
  const row = {
    timestamp: time?.instant ?? source.receivedAt,
    time_unix_nano: time?.nanos ?? null,
    ...Object.fromEntries(TEXTS.map((name) => [name, firstText(value, spellings(name))])),
    ...Object.fromEntries(
      Object.entries(IDS).map(([name, digits]) => [name, idOf(value, name, digits)]),
    ),
    duration_ms: millis,
    duration_seconds: seconds ?? (millis === null ? null : millis / 1_000),
    is_slow: truthOf(value, 'is_slow'),
  };
  return withHash('otel_metrics', row as unknown as NewRow<'otel_metrics'>);
}

/** A name as it is, and in camel case. */
const spellings = (name: string) => [
  name,
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
];

function memberOf(object: ExactObject, name: string): ExactJson | undefined {
  return spellings(name)
    .map((one) => object[one])
    .find((value) => value !== undefined && value !== null);
}

function numberOf(object: ExactObject, name: string): number | null {
  const value = memberOf(object, name);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : null;
}

function truthOf(object: ExactObject, name: string): boolean | null {
  const value = memberOf(object, name);
  return typeof value === 'boolean' ? value : null;
}

/** An id in lower-case hexadecimal; one of zeroes is none. Throws {@link FormatFault} for another text. */
function idOf(object: ExactObject, name: string, digits: number): string | null {
  const text = firstText(object, spellings(name))?.toLowerCase() ?? null;
  if (text === null || /^0+$/.test(text)) return null;
  if (text.length === digits && /^[0-9a-f]+$/.test(text)) return text;
  throw new FormatFault('bad_record', `${name} is not ${digits} hexadecimal digits.`, name);
}
