import { CATALOGUE, type DatasetName } from '../../../src/catalogue/index.ts';
import { INGESTIBLE } from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { buildServer } from '../../../src/server/index.ts';
import { mutateBytes, mutateMembers, pack } from '../mutate.ts';
import {
  type MadeRequest,
  type MakeReceiver,
  post,
  readAnswer,
  type Sent,
  serverParts,
  shown,
} from '../receiver.ts';
import { recordMaker } from '../record.ts';

const MAKERS = new Map(INGESTIBLE.map((name) => [name, recordMaker(CATALOGUE[name])]));
const CLOSED = [
  'nobody',
  'services_latest',
  'device_metrics_summary',
  'cpu_metrics%00',
  '__proto__',
];
const TYPES = {
  lines: 'application/x-ndjson',
  array: 'application/json',
  values: 'application/json',
};
const WRONG_TYPES = ['text/html', 'application/x-protobuf', 'application/json;;;', 'x'];

/** Records of every dataset over HTTP: lines, arrays, one after the other; packed, and broken. */
export const makeRecords: MakeReceiver = async (target) => {
  const app = buildServer(serverParts(target));
  let sent: Sent | undefined;
  return {
    async send(random) {
      const input = recordsRequest(random);
      sent = input.sent;
      const { bytes } = await post(app, sent);
      return { ...readAnswer(bytes), made: input.made };
    },
    last: () => shown(sent),
    close: () => app.close(),
  };
};

/** A request with records of a dataset. */
export function recordsRequest(random: Random): MadeRequest {
  const dataset = random.pick(INGESTIBLE);
  const format = random.pick(['lines', 'lines', 'lines', 'array', 'values'] as const);
  const count = 1 + random.below(random.below(4) === 0 ? 400 : 60);
  const texts: string[] = [];
  for (let left = count; left > 0; left--) texts.push(recordText(dataset, random));
  let body: Buffer = Buffer.from(
    format === 'array' ? `[${texts.join(',')}]` : `${texts.join('\n')}\n`,
  );
  let made: number | undefined = count;
  if (random.below(5) === 0) {
    body = random.below(3) === 0 ? mutateBytes(body, random) : speckled(body, random);
    made = format === 'lines' ? linesIn(body) : undefined;
  }
  const { payload, encoding, whole } = pack(body, random);
  const wrong = random.below(100);
  const name = wrong === 0 ? random.pick(CLOSED) : dataset;
  const type = wrong === 1 ? random.pick(WRONG_TYPES) : TYPES[format];
  const unit = wrong === 2 ? 'h' : random.pick([undefined, undefined, 's', 'ms', 'us', 'ns']);
  const url = `/api/ingest/${name}${unit === undefined ? '' : `?time_unit=${unit}`}`;
  const packed: { readonly [name: string]: string } =
    encoding === undefined ? {} : { 'content-encoding': encoding };
  const headers = { 'content-type': type, ...packed };
  return { sent: { url, payload, headers }, made: whole && wrong > 2 ? made : undefined };
}

function recordText(dataset: DatasetName, random: Random): string {
  const members = MAKERS.get(dataset)?.(random) ?? [];
  if (random.below(2) === 0) mutateMembers(members, random);
  return `{${members.join(',')}}`;
}

/** Some bytes become such as no UTF-8 has; lines stay lines. */
function speckled(body: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(body);
  for (let left = 1 + random.below(10); left > 0; left--) {
    const at = random.below(bytes.length);
    if (bytes[at] !== 10) bytes[at] = random.pick([0xff, 0x80, 0xc0, 0xed, 0]);
  }
  return bytes;
}

/** Lines that are not blank; undefined where the body may be an array. */
function linesIn(body: Buffer): number | undefined {
  const lines = body.toString('latin1').split('\n');
  const told = lines.filter((line) => /[^\t\v\f\r ]/.test(line));
  return /^(\xef\xbb\xbf)?\s*\[/.test(told[0] ?? '') ? undefined : told.length;
}
