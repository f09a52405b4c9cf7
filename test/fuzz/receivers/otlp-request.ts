import type { OtlpSignal } from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { NOW } from '../record.ts';

/** A request in part, by the names of its JSON form. */
export type Part = { readonly [name: string]: unknown };

/** A made-up request, and how many records it has. */
export interface MadeRequest {
  readonly request: Part;
  /** Undefined where it is nested so deep that it cannot be read. */
  readonly records: number | undefined;
}

const NANOS = [
  0n,
  1n,
  2n ** 64n - 1n,
  2n ** 63n,
  9_223_372_036_854_775_807n,
  253_402_300_800_000_000_000n % 2n ** 64n,
];
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'ä €',
  'x'.repeat(2_000),
  '__proto__',
  'service.name',
];
const DOUBLES = [0, -0, Number.NaN, Infinity, -Infinity, 1e308, 5e-324];
const COUNTS = [0n, 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

const nanos = (random: Random) =>
  random.below(8) === 0
    ? random.pick(NANOS)
    : BigInt(NOW - random.below(600_000_000)) * 1_000n + BigInt(random.below(1_000));
const text = (random: Random) =>
  random.below(6) === 0
    ? random.pick(TEXTS)
    : random.pick(['shop', 'GET /', 'INFO', 'checkout', 'eth0']);
const double = (random: Random) =>
  random.below(6) === 0 ? random.pick(DOUBLES) : random.next() * 100;
const count = (random: Random) =>
  random.below(8) === 0 ? random.pick(COUNTS) : BigInt(random.below(1_000));

/** Ids of the right length for the most part. */
const id = (random: Random, digits: number) => {
  if (random.below(8) > 0) return random.hex(digits);
  return random.pick([
    '',
    '0'.repeat(digits),
    random.hex(digits - 2),
    random.hex(digits + 2),
    'ab',
  ]);
};

function value(random: Random, depth: number): Part | undefined {
  switch (random.below(depth > 3 ? 6 : 9)) {
    case 0:
      return {};
    case 1:
      return { boolValue: true };
    case 2:
      return { intValue: random.pick([1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) };
    case 3:
      return { doubleValue: double(random) };
    case 4:
    case 5:
      return { stringValue: text(random) };
    case 6:
      return { bytesValue: Buffer.from(random.hex(8), 'hex') };
    case 7:
      return { arrayValue: { values: [value(random, depth + 1), value(random, depth + 1)] } };
    default:
      return { kvlistValue: { values: attributes(random, depth + 1) } };
  }
}

/** Deep as a chain, as nobody means it. */
function chain(depth: number): Part {
  let inner: Part = { intValue: 1n };
  for (let left = depth; left > 0; left--) inner = { arrayValue: { values: [inner] } };
  return inner;
}

function attributes(random: Random, depth = 0): readonly Part[] {
  const list = Array.from({ length: random.below(4) }, () => ({
    key: text(random),
    value: value(random, depth),
  }));
  return list;
}

const log = (random: Random): Part => ({
  timeUnixNano: nanos(random),
  observedTimeUnixNano: nanos(random),
  severityNumber: random.pick([0, 9, 17, 25, -1, 2_147_483_647]),
  severityText: text(random),
  body: value(random, 0),
  attributes: attributes(random),
  traceId: id(random, 32),
  spanId: id(random, 16),
  eventName: text(random),
});

const span = (random: Random): Part => ({
  traceId: id(random, 32),
  spanId: id(random, 16),
  parentSpanId: id(random, 16),
  name: text(random),
  kind: random.pick([0, 1, 2, 5, 99]),
  startTimeUnixNano: nanos(random),
  endTimeUnixNano: nanos(random),
  attributes: attributes(random),
  events:
    random.below(4) === 0
      ? [{ timeUnixNano: nanos(random), name: text(random), attributes: attributes(random) }]
      : [],
  links: random.below(6) === 0 ? [{ traceId: id(random, 32), spanId: id(random, 16) }] : [],
  status: { message: text(random), code: random.pick([0, 1, 2, 9]) },
});

function point(random: Random): Part {
  return {
    attributes: attributes(random),
    startTimeUnixNano: nanos(random),
    timeUnixNano: nanos(random),
    flags: random.pick([0, 0, 1]),
  };
}

const METRICS: { readonly [kind: string]: (random: Random) => Part } = {
  gauge: (random) => ({
    ...point(random),
    ...(random.below(9) === 0 ? {} : { asDouble: double(random) }),
  }),
  sum: (random) => ({ ...point(random), asInt: random.pick([1n, -(2n ** 63n), 2n ** 63n - 1n]) }),
  histogram: (random) => ({
    ...point(random),
    count: count(random),
    sum: double(random),
    bucketCounts: [count(random), count(random)],
    explicitBounds: random.pick([[1], [], [2, 1], [Number.NaN], [1, 2, 3]]),
  }),
  exponentialHistogram: (random) => ({
    ...point(random),
    count: count(random),
    sum: double(random),
    scale: random.pick([0, 20, -2_147_483_648]),
    zeroCount: count(random),
    positive: { offset: random.pick([0, -5, 2_147_483_647]), bucketCounts: [count(random)] },
  }),
  summary: (random) => ({
    ...point(random),
    count: count(random),
    sum: double(random),
    quantileValues: [{ quantile: double(random), value: double(random) }],
  }),
};

/** A request of a signal with some records, good and bad ones. */
export function requestOf(signal: OtlpSignal, random: Random): MadeRequest {
  let records = 0;
  const many = (most: number, one: (random: Random) => Part) =>
    Array.from({ length: random.below(most) }, () => {
      records += 1;
      return one(random);
    });
  const groups = <T>(one: () => T) => Array.from({ length: 1 + random.below(3) }, one);
  const deep =
    random.below(80) === 0 ? [{ key: 'deep', value: chain(random.pick([20, 40, 90])) }] : [];
  const resource = () =>
    random.below(8) === 0 ? undefined : { attributes: [...attributes(random), ...deep] };
  const scope = () => (random.below(8) === 0 ? undefined : { name: text(random), version: '1' });
  const metric = (): Part => {
    if (random.below(30) === 0) return { name: 'without points' };
    const kind = random.pick(Object.keys(METRICS));
    const dataPoints = many(12, METRICS[kind] as (random: Random) => Part);
    const more = kind === 'sum' ? { aggregationTemporality: 2, isMonotonic: true } : {};
    return { name: text(random), unit: text(random), [kind]: { dataPoints, ...more } };
  };
  const request = {
    logs: () => ({
      resourceLogs: groups(() => ({
        resource: resource(),
        scopeLogs: groups(() => ({ scope: scope(), logRecords: many(30, log) })),
      })),
    }),
    traces: () => ({
      resourceSpans: groups(() => ({
        resource: resource(),
        scopeSpans: groups(() => ({ scope: scope(), spans: many(30, span) })),
      })),
    }),
    metrics: () => ({
      resourceMetrics: groups(() => ({
        resource: resource(),
        scopeMetrics: groups(() => ({ scope: scope(), metrics: groups(metric) })),
      })),
    }),
  }[signal]();
  return { request, records: deep.length === 0 ? records : undefined };
}
