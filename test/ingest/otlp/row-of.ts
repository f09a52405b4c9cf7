import { expect } from 'vitest';
import { parseInstant } from '../../../src/core/index.ts';
import { type OtlpRecords, type OtlpSignal, readOtlp } from '../../../src/ingest/index.ts';
import { bodyOf, logsOf, metricsOf, NANOS, type Part, SPAN, spansOf, TRACE } from './requests.ts';

/** When the requests of these tests came. */
export const RECEIVED = parseInstant('2026-03-10T13:00:00Z') ?? 0;

export const read = (signal: OtlpSignal, request: Part): OtlpRecords =>
  readOtlp(signal, bodyOf(signal, request), RECEIVED);

/** Columns that have a value; the others are NULL. */
export function present(row: object | undefined): Part {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== undefined));
}

/** The one row of a request. */
export const only = (signal: OtlpSignal, request: Part) => {
  const { rows, refused } = read(signal, request);
  expect(refused).toEqual([]);
  expect(rows).toHaveLength(1);
  return present(rows[0]);
};

/** The row of a log record. */
export const log = (record: Part) => only('logs', logsOf(record));
/** The row of a span. */
export const span = (given: Part) =>
  only('traces', spansOf({ traceId: TRACE, spanId: SPAN, startTimeUnixNano: NANOS, ...given }));
/** The row of a point of a gauge. */
export const number = (point: Part, metric: Part = {}) => {
  const dataPoints = [{ timeUnixNano: NANOS, asDouble: 1.5, ...point }];
  return only('metrics', metricsOf({ name: 'm', gauge: { dataPoints }, ...metric }));
};
