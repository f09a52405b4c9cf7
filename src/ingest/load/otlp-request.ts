import type { NewRow } from '../../catalogue/index.ts';
import type { JsonValue } from '../../core/index.ts';
import { type OtlpSignal, SIGNALS } from '../otlp/index.ts';
import { encode } from '../protobuf/index.ts';

/** The datasets of a load that OTLP carries, each with its signal. */
export const OTLP_LOADS = { logs: 'logs', otel_traces: 'traces' } as const satisfies {
  readonly [dataset: string]: OtlpSignal;
};

export type OtlpLoad = keyof typeof OTLP_LOADS;

/** Rows as one export request of OTLP in protobuf, as an SDK sends them: grouped by their service. */
export function otlpRequestOf(dataset: OtlpLoad, rows: readonly object[]): Uint8Array {
  const request = dataset === 'logs' ? logsOf(rows as Log[]) : tracesOf(rows as Span[]);
  return encode(SIGNALS[OTLP_LOADS[dataset]].request, request);
}

type Log = NewRow<'logs'>;
type Span = NewRow<'otel_traces'>;

function logsOf(rows: readonly Log[]) {
  return {
    resourceLogs: groups(rows).map(({ resource, first, members }) => ({
      resource,
      scopeLogs: [
        {
          scope: { name: first.scope_name ?? '', version: first.scope_version ?? '' },
          logRecords: members.map((row) => ({
            timeUnixNano: BigInt(row.time_unix_nano ?? 0),
            observedTimeUnixNano: BigInt(row.observed_time_unix_nano ?? 0),
            severityNumber: row.severity_number ?? 0,
            severityText: row.severity_text ?? '',
            body: { stringValue: row.body ?? '' },
            attributes: attributesOf(row.attributes),
            traceId: row.trace_id ?? '',
            spanId: row.span_id ?? '',
          })),
        },
      ],
    })),
  };
}

function tracesOf(rows: readonly Span[]) {
  return {
    resourceSpans: groups(rows).map(({ resource, first, members }) => ({
      resource,
      scopeSpans: [
        {
          scope: { name: first.scope_name ?? '', version: first.scope_version ?? '' },
          spans: members.map((row) => ({
            traceId: row.trace_id,
            spanId: row.span_id,
            parentSpanId: row.parent_span_id ?? '',
            name: row.name ?? '',
            kind: row.kind ?? 0,
            startTimeUnixNano: BigInt(row.start_time_unix_nano ?? 0),
            endTimeUnixNano: BigInt(row.end_time_unix_nano ?? 0),
            attributes: attributesOf(row.attributes),
            status: { code: row.status_code ?? 0, message: row.status_message ?? '' },
          })),
        },
      ],
    })),
  };
}

interface Group<R> {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly first: R;
  readonly members: R[];
}

function groups<R extends Log | Span>(rows: readonly R[]): Group<R>[] {
  const found = new Map<string, Group<R>>();
  for (const row of rows) {
    const name = `${row.service_name}\n${row.service_instance}`;
    const group = found.get(name);
    if (group !== undefined) group.members.push(row);
    else found.set(name, { resource: resourceOf(row), first: row, members: [row] });
  }
  return [...found.values()];
}

function resourceOf(row: Log | Span) {
  const service = {
    'service.version': row.service_version ?? '',
    'service.instance.id': row.service_instance ?? '',
  };
  return { attributes: [...attributesOf(row.resource_attributes), ...attributesOf(service)] };
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: bigint };
}

function attributesOf(told: JsonValue | null | undefined): Attribute[] {
  return Object.entries(told ?? {}).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: BigInt(value) } : { stringValue: String(value) },
  }));
}
