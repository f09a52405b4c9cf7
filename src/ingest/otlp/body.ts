import { type ExactJson, JsonFault, parseExactJson } from '../../core/index.ts';
import {
  DECODE_LIMITS,
  type DecodeLimits,
  decode,
  fromJson,
  type MessageType,
  ProtobufFault,
  splitJson,
  splitMessage,
} from '../protobuf/index.ts';
import { OtlpFault } from './fault.ts';

/** How a request is written. */
export type OtlpFormat = 'protobuf' | 'json';

export const CONTENT_TYPES: { readonly [F in OtlpFormat]: string } = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** A request as it came. */
export interface OtlpBody {
  readonly format: OtlpFormat;
  readonly bytes: Uint8Array;
}

/**
 * Reads a request. Broken UTF-8 is repaired, since telemetry with a wrong character is worth more
 * than none. Throws {@link OtlpFault}.
 */
export function readBody<M extends object>(type: MessageType<M>, body: OtlpBody): M {
  const limits: DecodeLimits = { ...DECODE_LIMITS, bytes: Number.POSITIVE_INFINITY };
  try {
    if (body.format === 'json') return fromJson(type, parseJson(body.bytes, limits), limits);
    return decode(type, body.bytes, { limits, repaired: () => {} });
  } catch (fault) {
    if (fault instanceof ProtobufFault || fault instanceof JsonFault) {
      throw new OtlpFault(fault.kind, `The request cannot be read: ${fault.message}.`, fault);
    }
    throw fault;
  }
}

const OPENINGS = [0x7b, 0x5b];

/** Objects and arrays are counted before they are made: two bytes can make an object of a hundred. */
function parseJson(bytes: Uint8Array, limits: DecodeLimits): ExactJson {
  let openings = 0;
  for (const opening of OPENINGS) {
    for (let at = bytes.indexOf(opening); at !== -1; at = bytes.indexOf(opening, at + 1)) {
      openings += 1;
    }
  }
  if (openings > limits.elements) {
    throw new ProtobufFault('too_many', `more than ${limits.elements} objects`, { path: '' });
  }
  return parseExactJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}

/**
 * For each record of a request that could be read what gives a request that holds it alone, in the
 * same format: of protobuf byte for byte as it came.
 */
export function splitBody(
  type: MessageType<object>,
  body: OtlpBody,
  path: readonly (readonly number[])[],
): readonly (() => Uint8Array)[] {
  if (body.format === 'protobuf') return splitMessage(body.bytes, path);
  const json = parseJson(body.bytes, DECODE_LIMITS);
  return splitJson(type, json, path).map((record) => () => Buffer.from(jsonText(record())));
}

/** Whole numbers beyond 2^53 as text, which the JSON form of protobuf has for all of 64 bits. */
function jsonText(value: ExactJson): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? member.toString() : member,
  );
}
