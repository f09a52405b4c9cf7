import type { Random } from '../../../src/ingest/load/random.ts';
import { mutateBytes } from '../mutate.ts';
import type { Sent } from '../receiver.ts';

/*
 * HTTP/1.1 by hand: requests as bytes, right ones and such as no client sends, and answers out of bytes.
 */

/** A request with its length before it. */
export function withLength(sent: Sent, length: number | string = sent.payload.length): Buffer {
  return Buffer.concat([headOf(sent, `content-length: ${length}`), sent.payload]);
}

/** A request in chunks. */
export function inChunks(sent: Sent, random: Random): Buffer {
  return Buffer.concat([headOf(sent, CHUNKED), ...chunksOf(sent.payload, random)]);
}

const CHUNKED = 'transfer-encoding: chunked';

function headOf({ url, headers }: Sent, ...more: readonly string[]): Buffer {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const lines = [`POST ${url} HTTP/1.1`, 'host: localhost', ...fields, ...more];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function chunksOf(payload: Buffer, random: Random): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < payload.length; ) {
    const rest = payload.length - at;
    const length = parts.length > 40 ? rest : Math.min(rest, 1 + random.below(2_000));
    const size = random.below(3) === 0 ? `00${length.toString(16)};a=b` : length.toString(16);
    parts.push(Buffer.from(`${size}\r\n`), payload.subarray(at, at + length), Buffer.from('\r\n'));
    at += length;
  }
  const trailer = random.below(4) === 0 ? 'x-trailer: 1\r\n' : '';
  return [...parts, Buffer.from(`0\r\n${trailer}\r\n`)];
}

type Break = (sent: Sent, random: Random) => Buffer;

/** Changes the head of a request, which stays as it is otherwise. */
const headed =
  (change: (head: string, random: Random) => string): Break =>
  (sent, random) => {
    const head = headOf(sent, `content-length: ${sent.payload.length}`).toString('latin1');
    return Buffer.concat([Buffer.from(change(head, random), 'latin1'), sent.payload]);
  };

const adding = (line: (random: Random) => string) =>
  headed((head, random) => head.replace('\r\n\r\n', `\r\n${line(random)}\r\n\r\n`));

/** Ways to be no HTTP/1.1, or another request than was meant. */
export const BREAKS: readonly Break[] = [
  // Lengths that lie.
  (sent, random) => withLength(sent, Math.max(0, sent.payload.length - 1 - random.below(99))),
  (sent, random) => withLength(sent, sent.payload.length + 1 + random.below(9_999)),
  (sent, random) =>
    withLength(
      sent,
      random.pick(['-1', '+1', '0x10', '1e3', '', ' ', '18446744073709551616', 'x']),
    ),
  adding((random) => `content-length: ${random.below(300)}`),
  adding(() => CHUNKED),
  adding(
    (random) =>
      `transfer-encoding: ${random.pick(['gzip, chunked', 'chunked, gzip', 'x', 'Chunked'])}`,
  ),
  // Chunks that are none.
  (sent, random) => {
    const chunks = Buffer.concat(chunksOf(sent.payload, random));
    return Buffer.concat([headOf(sent, CHUNKED), mutateBytes(chunks, random)]);
  },
  (sent, random) => {
    const size = random.pick(['g', '-5', 'ffffffffffffffff1', '', '7fffffff', '5 5', '0x5']);
    return Buffer.concat([headOf(sent, CHUNKED), Buffer.from(`${size}\r\n`), sent.payload]);
  },
  (sent, random) => {
    const chunks = chunksOf(sent.payload, random);
    return Buffer.concat([headOf(sent, CHUNKED), ...chunks.slice(0, random.below(chunks.length))]);
  },
  // The end is missing.
  (sent, random) => {
    const bytes = withLength(sent);
    return bytes.subarray(0, random.below(bytes.length));
  },
  // Heads that are none.
  headed((head, random) => mutateBytes(Buffer.from(head, 'latin1'), random).toString('latin1')),
  headed((head) => head.replaceAll('\r\n', '\n')),
  headed((head, random) =>
    head.replace('POST', random.pick(['post', 'PO ST', 'PUT', 'BREW', '\0'])),
  ),
  headed((head, random) => head.replace('1.1', random.pick(['1.0', '0.9', '2.0', '1.9', '']))),
  headed((head) => head.replace('host: localhost\r\n', '')),
  adding((random) => `x: ${'y'.repeat(random.pick([8_000, 20_000, 90_000]))}`),
  adding((random) =>
    Array.from({ length: random.pick([50, 3_000]) }, (_, at) => `x${at}: 1`).join('\r\n'),
  ),
  adding(() => ' folded: 1'),
  adding((random) =>
    random.pick(['x: \0', 'x\u00e4: 1', 'x : 1', ': 1', 'expect: 200-ok', 'upgrade: h2c']),
  ),
  // Other protocols.
  () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  () => Buffer.from('16030100c8010000c403', 'hex'),
  (_, random) => Buffer.from(random.hex(2 * random.below(200)), 'hex'),
];

/** An answer, whose body is JSON. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** Whether nothing more is answered on its connection. */
  readonly last: boolean;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** The answers that are here completely. Throws for what is none. */
export function answersIn(bytes: Buffer): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(HEAD_END, at);
    if (end === -1) return answers;
    const head = bytes.toString('latin1', at, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const from = end + HEAD_END.length;
    if (status === 100) {
      at = from;
      continue;
    }
    if (!Number.isInteger(status + length)) throw new Error(`it answered with ${head}`);
    if (from + length > bytes.length) return answers;
    const last = /^connection: close$/im.test(head);
    answers.push({ status, body: bytes.subarray(from, from + length), last });
    at = from + length;
  }
  return answers;
}
