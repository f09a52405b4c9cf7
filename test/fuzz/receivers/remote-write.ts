import {
  type Given,
  packSnappy,
  remoteWriteRows,
  unpackSnappy,
  type WriteVersion,
} from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { encode } from '../../../src/ingest/protobuf/index.ts';
import { RecordFault } from '../../../src/ingest/records/index.ts';
import {
  REQUEST_1,
  REQUEST_2,
  type Request1,
  type Request2,
} from '../../../src/ingest/remote-write/messages.ts';
import { buildServer } from '../../../src/server/index.ts';
import { mutateBytes } from '../mutate.ts';
import { type MakeReceiver, post, type Sent, serverParts, shown, type Told } from '../receiver.ts';
import { NOW } from '../record.ts';

/** Remote write of Prometheus, both versions: with good and bad series, blocks of Snappy and messages. */
export const makeRemoteWrite: MakeReceiver = async (target) => {
  const app = buildServer(serverParts(target));
  let sent: Sent | undefined;
  return {
    async send(random) {
      const version: WriteVersion = random.below(2) === 0 ? 1 : 2;
      const { bytes, made } = messageOf(version, random);
      const broken = random.below(8) === 0;
      const packed = Buffer.from(packSnappy(bytes));
      const payload = broken ? mutateBytes(packed, random) : packed;
      sent = { url: '/api/v1/write', payload, headers: headersOf(version, random) };
      const { status, bytes: body } = await post(app, sent);
      const told = judged(payload, version);
      if (status === 204) {
        if (told === undefined) throw new Error('nothing was read, and all was taken');
        return { ...told, made: broken ? undefined : made };
      }
      const { code, message } = JSON.parse(body.toString('utf8')) as {
        code: string;
        message: string;
      };
      if (told !== undefined && /samples were refused/.test(message)) {
        return { ...told, made: broken ? undefined : made };
      }
      return { records: 1, made: undefined, whole: code };
    },
    last: () => shown(sent),
    close: () => app.close(),
  };
};

const PROTOS = { 1: 'prometheus.WriteRequest', 2: 'io.prometheus.write.v2.Request' } as const;

function headersOf(version: WriteVersion, random: Random): Sent['headers'] {
  const type = `application/x-protobuf;proto=${PROTOS[version]}`;
  const wrong = random.below(100);
  return {
    'content-type': wrong === 0 ? 'application/json' : type,
    'content-encoding': wrong === 1 ? 'gzip' : 'snappy',
  };
}

/** What the reader of the message makes of it, by which the answer is judged; undefined where nothing. */
function judged(payload: Buffer, version: WriteVersion): Omit<Told, 'made'> | undefined {
  try {
    const read = remoteWriteRows(unpackSnappy(payload, 1e8), version);
    const moreRows = read.histogramRows.size;
    const within = read.rejected.reduce((sum, { count }) => sum + count - 1, 0);
    const records = read.rows.length - moreRows + read.rejected.length + within;
    const left = new Map(read.stale === 0 ? [] : [['stale', read.stale]]);
    return { records, moreRows, left, letterless: within };
  } catch (fault) {
    if (fault instanceof RecordFault || (fault as Error).constructor.name === 'SnappyFault')
      return undefined;
    throw fault;
  }
}

type Series = NonNullable<Given<Request1>['timeseries']>[number];

const STALE = new DataView(new ArrayBuffer(8));
STALE.setBigUint64(0, 0x7ff0_0000_0000_0002n);

const VALUES = [0, -0, 1.5, 1e308, Number.NaN, Infinity, -Infinity, 5e-324, STALE.getFloat64(0)];
const MILLIS = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 9_223_372_036_854n, 253_402_300_800_000n];
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'ä',
  'x'.repeat(3_000),
  '192.0.2.1:9100',
  '__proto__',
];
const NAMES = ['instance', 'job', 'ifIndex', 'partition', '__proto__', '', 'a\u0000'];

const millisOf = (random: Random) =>
  random.below(8) === 0 ? random.pick(MILLIS) : BigInt(NOW / 1_000 - random.below(600_000));
const numberOf = (random: Random) =>
  random.below(6) === 0 ? random.pick(VALUES) : random.next() * 100;
const textOf = (random: Random) =>
  random.below(4) === 0 ? random.pick(TEXTS) : random.pick(['a', 'b', 'node', '7', '192.0.2.7:80']);

function labelsOf(random: Random) {
  const labels = [{ name: '__name__', value: `metric_${random.below(50)}` }];
  if (random.below(12) === 0) labels.pop();
  for (let left = random.below(5); left > 0; left--) {
    labels.push({
      name: random.below(4) === 0 ? random.pick(NAMES) : `l${left}`,
      value: textOf(random),
    });
  }
  return labels;
}

function histogramOf(random: Random) {
  return {
    ...(random.below(2) === 0 ? { countInt: 5n } : { countFloat: numberOf(random) }),
    sum: numberOf(random),
    schema: random.pick([0, 3, -4, -53, 100]),
    zeroThreshold: numberOf(random),
    positiveSpans: [
      { offset: random.pick([0, 2, -2_000_000_000]), length: random.pick([0, 2, 4_000_000_000]) },
    ],
    positiveDeltas: [1n, -1n, random.pick([2n, 2n ** 63n - 1n])],
    negativeCounts: [numberOf(random)],
    customValues: random.below(4) === 0 ? [1, numberOf(random)] : [],
    timestamp: millisOf(random),
  };
}

function seriesOf(random: Random): Series {
  const many = <T>(most: number, one: () => T) => Array.from({ length: random.below(most) }, one);
  const sample = () => ({ value: numberOf(random), timestamp: millisOf(random) });
  return {
    labels: labelsOf(random),
    samples: many(8, sample),
    histograms: random.below(4) === 0 ? many(3, () => histogramOf(random)) : [],
    exemplars: random.below(9) === 0 ? [new Uint8Array([1])] : [],
  };
}

interface Made {
  readonly bytes: Buffer;
  readonly made: number | undefined;
}

function messageOf(version: WriteVersion, random: Random): Made {
  const series = Array.from({ length: random.below(50) }, () => seriesOf(random));
  const made = series.reduce(
    (sum, { samples = [], histograms = [] }) => sum + samples.length + histograms.length,
    0,
  );
  const encoded =
    version === 1
      ? encode(REQUEST_1, { timeseries: series })
      : encode(REQUEST_2, second(series, random));
  const bytes = Buffer.from(encoded);
  if (random.below(6) > 0) return { bytes, made };
  const damaged =
    random.below(3) === 0
      ? Buffer.from(random.hex(2 * random.below(60)), 'hex')
      : mutateBytes(bytes, random);
  return { bytes: damaged, made: undefined };
}

/** The same series in version 2, some of which refer to texts that are not there. */
function second(series: readonly Series[], random: Random): Given<Request2> {
  const symbols = [''];
  const refer = (text = '') => {
    if (random.below(200) === 0) return random.pick([symbols.length + 9, 4_294_967_295]);
    const at = symbols.indexOf(text);
    return at === -1 ? symbols.push(text) - 1 : at;
  };
  const timeseries = series.map(({ labels = [], ...rest }) => ({
    ...rest,
    labelsRefs: [
      ...labels.flatMap(({ name, value }) => [refer(name), refer(value)]),
      ...(random.below(90) === 0 ? [1] : []),
    ],
    metadata: { type: random.pick([0, 1, 2, 3, 77]), helpRef: 0, unitRef: refer('s') },
  }));
  return { symbols, timeseries };
}
