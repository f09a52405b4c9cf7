/**
 * Synthetic rows of every history that has rollups: few devices and services, so that groups fill,
 * with the odd values that real sources send: absent, zero, negative, beyond 2^53.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../../src/core/index.ts';
import type { RawRow } from './rollup-model.ts';

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Draw {
  readonly random: () => number;
  /** One of the values. */
  pick<T>(...values: readonly T[]): T;
  whole(below: number): number;
  /** The value, or nothing in one of ten rows. */
  maybe<T>(value: T): T | null;
}

function drawFrom(random: () => number): Draw {
  return {
    random,
    pick: (...values) => values[Math.floor(random() * values.length)] as (typeof values)[number],
    whole: (below) => Math.floor(random() * below),
    maybe: (value) => (random() < 0.1 ? null : value),
  };
}

const deviceOf = ({ pick }: Draw) => ({
  device_id: pick('default:192.0.2.1', 'default:192.0.2.2', 'east:192.0.2.1'),
  partition: pick('default', 'default', 'east', null),
  poller_id: pick('poller-1', 'poller-1', null),
  agent_id: pick('agent-1', 'agent-2', null),
});

const space = ({ maybe, whole, random }: Draw) => ({
  total_bytes: maybe(whole(2 ** 40)),
  used_bytes: maybe(
    random() < 0.05 ? 9_223_372_036_854_775_807n - BigInt(whole(99)) : whole(2 ** 40),
  ),
  usage_percent: maybe(random() * 100),
});

/** Latencies over many magnitudes, some zero, some below. */
const latency = ({ random, pick }: Draw) =>
  pick(0, -random(), 10 ** (random() * 16 - 8), random() * 50, random() * 50);

let serial = 0;
const rowKey = () => createHash('md5').update(String(serial++)).digest();

type Maker = (draw: Draw) => RawRow;

/** A row of each history, without its time. */
const MAKERS: { readonly [source: string]: Maker } = {
  cpu_metrics: (draw) => ({
    ...deviceOf(draw),
    core_id: draw.whole(4),
    usage_percent: draw.maybe(draw.random() * 100),
    frequency_hz: draw.maybe(1e9 + draw.whole(3e9)),
  }),
  memory_metrics: (draw) => ({ ...deviceOf(draw), ...space(draw) }),
  disk_metrics: (draw) => ({
    ...deviceOf(draw),
    mount_point: draw.pick('/', '/var', '/srv/data'),
    ...space(draw),
  }),
  process_metrics: (draw) => ({
    ...deviceOf(draw),
    pid: draw.whole(4_294_967_295),
    name: draw.pick('postgres', 'node', null),
    cpu_usage: draw.maybe(draw.random() * 400),
    memory_usage: draw.maybe(draw.whole(2 ** 36)),
  }),
  timeseries_metrics: (draw) => ({
    ...deviceOf(draw),
    device_id: draw.pick('default:192.0.2.1', 'default:192.0.2.2', '', null),
    metric_type: draw.pick('snmp', 'icmp', 'rperf'),
    metric_name: draw.pick('ifInOctets', 'response_time'),
    if_index: draw.pick(1, 2, null),
    unit: draw.pick('ms', 'ns', null),
    value: draw.maybe(latency(draw)),
    row_key: rowKey(),
  }),
  netflow_metrics: (draw) => ({
    sampler_address: draw.pick('192.0.2.9', '192.0.2.10', null),
    input_snmp: draw.pick(1, 4_294_967_295, null),
    output_snmp: draw.pick(1, 2),
    protocol: draw.pick(6, 17, null),
    partition: draw.pick('default', null),
    octets: draw.maybe(draw.whole(2 ** 31)),
    packets: draw.maybe(9_007_199_254_740_993n + BigInt(draw.whole(1000))),
    row_key: rowKey(),
  }),
  rperf_metrics: (draw) => ({
    poller_id: draw.pick('poller-1', 'poller-2'),
    service_name: draw.pick('rperf', 'rperf-east'),
    target: draw.pick('paris', 'tokyo', null),
    device_id: draw.pick('default:paris', null),
    partition: draw.pick('default', null),
    success: draw.pick(true, true, false, null),
    bits_per_second: draw.maybe(draw.random() * 1e10),
    loss_percent: draw.maybe(draw.pick(0, draw.random() * 100)),
    jitter_ms: draw.maybe(latency(draw)),
    response_time_ns: draw.maybe(draw.whole(1e9)),
    row_key: rowKey(),
  }),
  otel_metrics: (draw) => ({
    service_name: draw.pick('checkout', 'cart', null),
    metric_type: draw.pick('gauge', 'span', null),
    span_name: draw.pick('GET /', 'SELECT', null),
    unit: draw.pick('ms', null),
    value: draw.maybe(draw.random() * 1e6 - 5e5 * draw.whole(2) - 1),
    duration_ms: draw.maybe(latency(draw)),
    is_slow: draw.pick(true, false, null),
    level: draw.pick('info', 'warn', 'ERROR', null),
    http_status_code: draw.pick('200', '404', '503', '', '4xx', null),
    grpc_status_code: draw.pick('0', '14', '', null),
    row_key: rowKey(),
  }),
  logs: (draw) => ({
    service_name: draw.pick('checkout', 'cart', null),
    severity_class: draw.pick('fatal', 'error', 'warning', 'info', 'debug', 'other'),
    row_key: rowKey(),
  }),
  otel_traces: (draw) => {
    const start = 1_773_000_000_000_000_000n + BigInt(draw.whole(2 ** 40));
    return {
      trace_id: rowKey().toString('hex'),
      span_id: rowKey().toString('hex').slice(0, 16),
      parent_span_id: draw.pick('', '0000000000000000', '00f067aa0ba902b7', null),
      service_name: draw.pick('checkout', 'cart', null),
      name: draw.pick('GET /', 'SELECT', null),
      kind: draw.pick(0, 2, 3, null),
      status_code: draw.pick(0, 1, 2, null),
      start_time_unix_nano: draw.maybe(start),
      end_time_unix_nano: draw.pick(start + BigInt(draw.whole(2 ** 36)), start - 1_000n, 0n, null),
    };
  },
};

/** Every history that has rollups. */
export const ROLLED_UP: readonly string[] = Object.keys(MAKERS);

/** One row of a history at an instant. */
export function syntheticRow(
  source: string,
  given: { readonly time: string; readonly at: Instant; readonly random: () => number },
): RawRow {
  const make = MAKERS[source];
  if (make === undefined) throw new Error(`no synthetic rows of ${source}`);
  return { [given.time]: given.at, ...make(drawFrom(given.random)) };
}
