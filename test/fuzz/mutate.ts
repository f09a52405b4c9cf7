import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../../src/ingest/load/random.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Texts where JSON has a value that few programs expect; brackets are in balance in each. */
const NASTY: readonly string[] = [
  // text
  ...['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', '"\\u202e"'],
  ...['""', '" "', '"\\n\\t"', '"null"', '"__proto__"', '"constructor"', '"\\x"', '"a\u2028"'],
  // numbers
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '1e400',
    '-1e400',
    '1e308',
    '1e-400',
    '-0',
    '1.5',
    '00',
    '+1',
  ],
  ...['2147483647', '2147483648', '-2147483649', '4294967296', '9007199254740993', '1e18'],
  ...['9223372036854775807', '9223372036854775808', '-9223372036854775809'],
  ...['18446744073709551615', '18446744073709551616', '9'.repeat(400), `0.${'3'.repeat(400)}`],
  ...['"NaN"', '"9223372036854775808"', '"-1"', '"0x10"', '"1e400"'],
  // instants
  ...['"1970-01-01T00:00:00Z"', '"2262-04-11T23:47:16.854775807Z"', '"12026-03-10T12:00:00Z"'],
  ...['"+012026-03-10T12:00:00Z"', '"0000-00-00T00:00:00Z"', '"0001-01-01T00:00:00Z"'],
  ...['"2026-02-30T00:00:00Z"', '"2026-03-10T12:00:60Z"', '"2026-03-10T24:00:00Z"', '0', '-1'],
  ...[
    '"2026-03-10 12:00:00"',
    '"2026-03-10T12:00:00+99:99"',
    '253402300800',
    '1773144000000000000',
  ],
  // ids, addresses, bytes
  ...['"0af7"', `"${'0'.repeat(32)}"`, `"${'a'.repeat(33)}"`, `"${'g'.repeat(16)}"`, '"A==="'],
  ...['"999.1.1.1"', '"::ffff:1.2.3.4"', '"fe80::1%eth0"', '"00:00:00:00:00:00"', '"AA=="'],
  // shapes
  ...['null', 'true', '[]', '{}', '[null]', '[[1]]', '{"a":{"b":[1,{"c":null}]}}', '{"a":1,"a":2}'],
  ...['{"__proto__":{"x":1}}', '{"\\u0000":1}', '{"":1}', '["\\u0000",1e400]', '[1,"x",null,{}]'],
  ...['{"k":"\\ud800"}', '{"n":18446744073709551616}', 'undefined', '', "'x'", '/* */1'],
];

/** Dear ones, which come more rarely. */
const HEAVY: readonly string[] = [
  ...[nested(60), nested(70), nested(2_000), objects(64), objects(600)],
  ...[`"${'x'.repeat(20_000)}"`, `"${'ä\\u0000'.repeat(2_000)}"`, '9'.repeat(5_000)],
  `{${Array.from({ length: 300 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
];

/** The text of a JSON value of an unexpected kind. */
export function nastyText(random: Random): string {
  return random.below(200) === 0 ? random.pick(HEAVY) : random.pick(NASTY);
}

/** The members of an object as texts `"name":value`. */
export type Members = string[];

/**
 * Changes members so that what comes out is one object still by its brackets, if no JSON: other
 * values, names twice, names that nobody knows, nothing at all.
 */
export function mutateMembers(members: Members, random: Random): Members {
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(members.length);
    const [name = '"a"'] = (members[at] ?? '').split(':', 1);
    const how = random.below(10);
    if (how < 6) members[at] = `${name}:${nastyText(random)}`;
    else if (how === 6) members.splice(at, 0, `${name}:${nastyText(random)}`);
    else if (how === 7) members.splice(at, 1);
    else if (how === 8) members.push(`"${random.pick(['nobody', '__proto__', '', 'id '])}":1`);
    else members[at] = `${name.replace('"', '"x')}:1`;
  }
  return members;
}

const END = /[,}\]]/g;

/** Changes a JSON text somewhere; what comes out may be anything. */
export function mutateText(text: string, random: Random): string {
  const at = text.indexOf(':', random.below(text.length + 1));
  if (at === -1 || random.below(8) === 0) {
    const cut = random.below(text.length + 1);
    if (random.below(2) === 0) return text.slice(0, cut);
    return `${text.slice(0, cut)}${random.pick(['{', '}', '[', ']', '"', ',', '\\', ':', ' '])}${text.slice(cut)}`;
  }
  END.lastIndex = at;
  const end = END.exec(text)?.index ?? text.length;
  return `${text.slice(0, at + 1)}${nastyText(random)}${text.slice(end)}`;
}

const BAD_UTF8 = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0], [0xe2]];

/** Damages bytes: some are flipped, cut off, put in, doubled, or are no UTF-8 any more. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  switch (random.below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(random.pick(BAD_UTF8)),
        bytes.subarray(at),
      ]);
    case 2: {
      const to = Math.min(bytes.length, at + random.below(64));
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    }
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))]);
    default: {
      const damaged = Buffer.from(bytes);
      for (let left = 1 + random.below(8); left > 0 && damaged.length > 0; left--) {
        damaged[random.below(damaged.length)] = random.below(256);
      }
      return damaged;
    }
  }
}

/** A body with the header that says how it is packed. */
export interface Packed {
  readonly payload: Buffer;
  readonly encoding: string | undefined;
  /** Whether what comes out of it is what was put in. */
  readonly whole: boolean;
}

/** Unpacks to a thousand times its size. */
const BOMB = gzipSync(Buffer.alloc(20 * 1_048_576, 32));

/** Packs a body in one of several ways, some of which are broken. */
export function pack(body: Buffer, random: Random): Packed {
  const how = random.below(100);
  if (how < 75) return { payload: body, encoding: undefined, whole: true };
  if (how < 85) return { payload: gzipSync(body, { level: 1 }), encoding: 'gzip', whole: true };
  if (how < 88)
    return { payload: deflateSync(body, { level: 1 }), encoding: 'deflate', whole: true };
  if (how < 90) {
    const options = { params: { 1: 0 } };
    return { payload: brotliCompressSync(body, options), encoding: 'br', whole: true };
  }
  if (how < 97) {
    const payload = mutateBytes(gzipSync(body, { level: 1 }), random);
    return { payload, encoding: 'gzip', whole: false };
  }
  if (how < 99)
    return {
      payload: body,
      encoding: random.pick(['gzip', 'br', 'lzma', 'gzip, gzip']),
      whole: false,
    };
  const payload = random.below(200) === 0 ? BOMB : Buffer.alloc(0);
  return { payload, encoding: 'gzip', whole: false };
}
