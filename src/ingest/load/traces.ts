import type { NewRow } from '../../catalogue/index.ts';
import { loadOf } from './curve.ts';
import { SERVICES } from './fleet.ts';
import { type Moment, within } from './moment.ts';

type Span = NewRow<'otel_traces'>;

const OPERATIONS = [
  'GET /orders',
  'POST /orders',
  'GET /items/{id}',
  'SELECT items',
  'publish event',
];

/** Traces that begin in one step: a root, and up to seven spans below it. */
export function spanRows(moment: Moment): Span[] {
  const count = 1 + Math.round(3 * loadOf(moment.device, moment.at));
  return Array.from({ length: count }, () => traceRows(moment)).flat();
}

function traceRows(moment: Moment): Span[] {
  const { device, random } = moment;
  const traceId = random.hex(32);
  const begin = BigInt(within(moment)) * 1_000n;
  const lasts = Math.round(Math.exp(14 + random.bell() * 1.5));
  const spans: Span[] = [];
  for (let place = 0; place < 1 + random.below(8); place++) {
    const parent = place === 0 ? undefined : random.pick(spans);
    const share = place === 0 ? 1 : 0.1 + random.next() * 0.6;
    const start = parent === undefined ? begin : begin + BigInt(random.below(lasts / 4));
    const failed = random.next() < 0.02;
    const service = place === 0 ? device.service : random.pick(SERVICES);
    spans.push({
      timestamp: Number(start / 1_000n),
      trace_id: traceId,
      span_id: random.hex(16),
      parent_span_id: parent?.span_id ?? null,
      name: random.pick(OPERATIONS),
      kind: place === 0 ? 2 : 1 + random.below(5),
      start_time_unix_nano: start,
      end_time_unix_nano: start + BigInt(Math.round(lasts * share)),
      service_name: service,
      service_version: '1.4.2',
      service_instance: device.hostname,
      scope_name: 'app.tracer',
      scope_version: '0.9.0',
      status_code: failed ? 2 : 0,
      status_message: failed ? 'upstream answered with 503' : null,
      attributes: { 'http.request.method': 'GET', 'http.response.status_code': failed ? 503 : 200 },
      resource_attributes: { 'service.name': service, 'host.name': device.hostname },
    });
  }
  return spans;
}
