import type { Random } from '../../../src/ingest/load/random.ts';
import { buildServer } from '../../../src/server/index.ts';
import { type Members, mutateBytes, mutateMembers, mutateText, pack } from '../mutate.ts';
import {
  type MadeRequest,
  type MakeReceiver,
  post,
  readAnswer,
  type Sent,
  serverParts,
  shown,
} from '../receiver.ts';
import { timeText } from '../record.ts';

/** CloudEvents over HTTP: single, in batches, and in headers. */
export const makeEvents: MakeReceiver = async (target) => {
  const app = buildServer(serverParts(target));
  let sent: Sent | undefined;
  return {
    async send(random) {
      const input = eventsRequest(random);
      sent = input.sent;
      const { bytes } = await post(app, sent);
      return { ...readAnswer(bytes), made: input.made };
    },
    last: () => shown(sent),
    close: () => app.close(),
  };
};

/** A request with events. */
export const eventsRequest = (random: Random): MadeRequest =>
  random.below(4) === 0 ? binary(random) : structured(random);

const URL = '/api/events';
const DATA = [
  '{"host":"h","level":6,"short_message":"up","_remote_addr":"192.0.2.1"}',
  '{"version":"1.1","host":"h","timestamp":1773144000.5,"short_message":"m"}',
  '{"source":"192.0.2.1:162","community":"secret","varbinds":[{"oid":"1.3","value":"x"}]}',
  ...['"text"', '7', 'null', '[1,2]', '{"device_id":"d","action":"alias_updated","metadata":{}}'],
];

/** One event as the members of its JSON form. */
export function eventMembers(random: Random): Members {
  const members = [
    '"specversion":"1.0"',
    `"id":"${random.below(1_000_000)}"`,
    `"source":"/${random.pick(['a', 'b', 'ä', 'poller'])}"`,
    '"type":"com.example.changed"',
    `"data":${random.pick(DATA)}`,
  ];
  if (random.below(2) === 0) members.push(`"time":"${timeText(random)}"`);
  if (random.below(3) === 0) members.push('"subject":"events.devices.x"');
  if (random.below(3) === 0) members.push('"datacontenttype":"application/json"');
  if (random.below(20) === 0) members.push('"data_base64":"eyJhIjoxfQ=="');
  if (random.below(2) === 0) mutateMembers(members, random);
  return members;
}

const eventText = (random: Random) => `{${eventMembers(random).join(',')}}`;

function structured(random: Random): MadeRequest {
  const single = random.below(4) === 0;
  const count = single ? 1 : random.below(120);
  const texts = Array.from({ length: count }, () => eventText(random));
  let body: Buffer = Buffer.from(single ? (texts[0] ?? '') : `[${texts.join(',')}]`);
  const damaged = random.below(6) === 0;
  if (damaged) body = mutateBytes(body, random);
  const { payload, encoding, whole } = pack(body, random);
  const kind = single ? 'cloudevents' : 'cloudevents-batch';
  const wrong = random.below(60) === 0;
  const type = wrong
    ? random.pick(['text/plain', 'application/xml', 'application/json'])
    : `application/${kind}+json${random.pick(['', '; charset=utf-8'])}`;
  const packed: { readonly [name: string]: string } =
    encoding === undefined ? {} : { 'content-encoding': encoding };
  const headers = { 'content-type': type, ...packed };
  const known = whole && !damaged && !wrong;
  return { sent: { url: URL, payload, headers }, made: known ? count : undefined };
}

const HEADERS = ['1.0', '0.3', '2', '', ' ', 'x', '%00', '%E4', '%ed%a0%80', 'a'.repeat(3_000)];

function binary(random: Random): MadeRequest {
  const headers: { [name: string]: string } = {
    'content-type': random.pick(['application/json', 'text/plain', 'application/octet-stream']),
    'ce-specversion': '1.0',
    'ce-id': String(random.below(1_000_000)),
    'ce-source': '/a',
    'ce-type': 't',
    'ce-time': timeText(random),
  };
  if (random.below(2) === 0) {
    const name = random.pick(Object.keys(headers).filter((one) => one !== 'ce-specversion'));
    if (name !== 'content-type' && random.below(3) === 0) delete headers[name];
    else if (name !== 'content-type') headers[name] = random.pick(HEADERS);
  }
  let body: Buffer = Buffer.from(random.pick(DATA));
  if (random.below(3) === 0) body = Buffer.from(mutateText(body.toString('utf8'), random));
  if (random.below(4) === 0) body = mutateBytes(body, random);
  const { payload, encoding, whole } = pack(body, random);
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  return { sent: { url: URL, payload, headers }, made: whole && body.length > 0 ? 1 : undefined };
}
