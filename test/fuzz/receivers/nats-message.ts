import { CATALOGUE } from '../../../src/catalogue/index.ts';
import { FLOW } from '../../../src/ingest/formats/index.ts';
import { encode, OTLP_SIGNALS, SIGNALS, toJson } from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { mutateBytes, mutateMembers, mutateText } from '../mutate.ts';
import { NOW, recordMaker, timeText } from '../record.ts';
import { eventMembers } from './events.ts';
import { requestOf } from './otlp-request.ts';

/** A message as it is published. */
export interface Published {
  readonly subject: string;
  readonly data: Buffer;
  readonly headers: ReadonlyMap<string, string>;
  /** Records in it; undefined where it is damaged. */
  readonly records: number | undefined;
}

/** Routes of every format. */
export const ROUTES = [
  { subject: 'rows.cpu', dataset: 'cpu_metrics', format: 'json' },
  { subject: 'rows.updates', dataset: 'timeseries_metrics', format: 'json' },
  { subject: 'logs.>', dataset: 'logs', format: 'log' },
  { subject: 'events.>', dataset: 'events', format: 'event' },
  { subject: 'flows.*', dataset: 'netflow_metrics', format: 'flow' },
  { subject: 'otel.logs', dataset: 'logs', format: 'otlp' },
  { subject: 'otel.metrics', dataset: 'otel_metrics', format: 'otlp' },
  { subject: 'otel.traces', dataset: 'otel_traces', format: 'otlp' },
];

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

type Bare = Omit<Published, 'headers'> & { readonly headers?: Published['headers'] };

const MAKERS: readonly ((random: Random) => Bare)[] = [rows, log, log, event, event, flow, otlp];

/** The next message of any format; some are damaged, and some have a subject that nobody wants. */
export function publishedOf(random: Random): Published {
  const made = { headers: NO_HEADERS, ...random.pick(MAKERS)(random) };
  const wrong = random.below(50);
  if (wrong === 0)
    return { ...made, subject: random.pick(['nobody', 'logs', 'flows.a.b', '']), records: 1 };
  if (wrong > 5) return made;
  const data = wrong === 1 ? Buffer.alloc(0) : mutateBytes(made.data, random);
  return { ...made, data, records: data.length === 0 ? 1 : undefined };
}

const CPU = recordMaker(CATALOGUE.cpu_metrics);
const SERIES = recordMaker(CATALOGUE.timeseries_metrics);

function rows(random: Random): Bare {
  const [subject, make] = random.pick([
    ['rows.cpu', CPU],
    ['rows.updates', SERIES],
  ] as const);
  const count = 1 + random.below(20);
  const texts = Array.from({ length: count }, () => {
    const members = make(random);
    if (random.below(3) === 0) mutateMembers(members, random);
    return `{${members.join(',')}}`;
  });
  const data = Buffer.from(random.below(2) === 0 ? `[${texts.join(',')}]` : texts.join('\n'));
  return { subject, data, records: count };
}

const SUBJECTS = ['logs.syslog.processed', 'logs.x', 'logs.a.b.c'];

/** Lines of GELF and of other loggers; a list of them is one record where one of them is none. */
function log(random: Random): Bare {
  const members = [
    `"timestamp":${random.below(2) === 0 ? `"${timeText(random)}"` : NOW / 1e6}`,
    `"level":${random.pick(['6', '"warn"', '3', '99'])}`,
    `"short_message":"${random.pick(['up', 'down', 'ä', '\\u0000'])}"`,
    '"host":"router-1"',
    `"trace_id":"${random.hex(32)}"`,
    '"_extra":{"a":[1,2]}',
    '"community":"secret"',
  ];
  if (random.below(2) === 0) mutateMembers(members, random);
  const text = `{${members.join(',')}}`;
  return { subject: random.pick(SUBJECTS), data: Buffer.from(text), records: 1 };
}

const TRAP =
  '{"source":"192.0.2.1:162","community":"secret","varbinds":[{"oid":"1.3","value":"x"}]}';

/** CloudEvents, traps, and whatever else comes where events do; each is one event. */
function event(random: Random): Bare {
  let text = random.below(3) === 0 ? TRAP : `{${eventMembers(random).join(',')}}`;
  if (random.below(4) === 0) text = mutateText(text, random);
  if (text === '') text = 'x';
  const headers: [string, string][] =
    random.below(4) === 0
      ? [
          ['ce-specversion', '1.0'],
          ['ce-id', random.hex(4)],
          ['CE-Source', '/a'],
          ['ce-type', random.pick(['t', '', '%00'])],
        ]
      : [];
  return {
    subject: 'events.snmp.processed',
    data: Buffer.from(text),
    headers: new Map(headers),
    records: 1,
  };
}

const BYTES = ['', '00', 'c0000207', '20010db8000000000000000000000001', 'ff'.repeat(40)];
const bytesOf = (random: Random) =>
  Buffer.from(random.below(8) === 0 ? random.pick(BYTES) : `c00002${random.hex(2)}`, 'hex');
const bigOf = (random: Random) =>
  random.below(8) === 0
    ? random.pick([0n, 2n ** 63n, 2n ** 64n - 1n])
    : BigInt(random.below(1_000_000));
const smallOf = (random: Random) => (random.below(8) === 0 ? 4_294_967_295 : random.below(60_000));

function flowBytes(random: Random): Uint8Array {
  return encode(FLOW, {
    type: random.pick([0, 1, 3, 99]),
    timeReceivedNs:
      random.below(12) === 0 ? bigOf(random) : BigInt(NOW - random.below(1e8)) * 1_000n,
    timeFlowStartNs: bigOf(random),
    samplingRate: bigOf(random),
    sequenceNum: smallOf(random),
    srcAddr: bytesOf(random),
    dstAddr: bytesOf(random),
    samplerAddress: bytesOf(random),
    bytes: bigOf(random),
    packets: bigOf(random),
    srcAs: smallOf(random),
    srcPort: smallOf(random),
    proto: smallOf(random),
    srcMac: bigOf(random),
    mplsLabel: [smallOf(random)],
    asPath: [smallOf(random)],
    bgpNextHop: bytesOf(random),
    layerStack: [random.pick([0, 1, 77])],
  });
}

/** One flow as it is, or several with their lengths, which are only then found when all are good. */
function flow(random: Random): Bare {
  if (random.below(2) === 0)
    return { subject: 'flows.raw', data: Buffer.from(flowBytes(random)), records: 1 };
  const frames = Array.from({ length: 1 + random.below(20) }, () => {
    const bytes = flowBytes(random);
    const length = bytes.length;
    const prefix = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >>> 7];
    return Buffer.concat([Buffer.from(prefix), bytes]);
  });
  return { subject: 'flows.raw', data: Buffer.concat(frames), records: undefined };
}

function otlp(random: Random): Bare {
  const signal = random.pick(OTLP_SIGNALS);
  const { request, records } = requestOf(signal, random);
  const type = SIGNALS[signal].request;
  const json = random.below(3) === 0;
  const data = json
    ? Buffer.from(JSON.stringify(toJson(type, request)))
    : Buffer.from(encode(type, request));
  // What begins like JSON, or is nothing at all, is no protobuf here.
  return { subject: `otel.${signal}`, data, records: data.length === 0 ? 1 : records };
}
