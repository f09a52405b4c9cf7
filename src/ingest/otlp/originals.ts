import type { MessageType } from '../protobuf/index.ts';
import { type OtlpBody, splitBody } from './body.ts';

/** Gives records of a request as requests of their own, for dead letters. */
export interface Originals {
  /**
   * The record at that position. Undefined once all together have outgrown the request several
   * times, because each carries its resource: the last one given is then the request as a whole,
   * which holds all the others.
   */
  of(record: number): Uint8Array | undefined;
}

/** How many times the bytes of a request its dead letters may have. */
const GROWTH = 4;

/** Whatever is shorter than this may grow. */
const SMALL_BYTES = 64 * 1_024;

/** Takes the request apart at the first question, since most requests lose no record. */
export function originalsOf(
  body: OtlpBody,
  {
    type,
    path,
    count,
  }: {
    readonly type: MessageType<object>;
    readonly path: readonly (readonly number[])[];
    /** How many records were read. */
    readonly count: number;
  },
): Originals {
  const given = new Map<number, Uint8Array | undefined>();
  let left = Math.max(GROWTH * body.bytes.length, SMALL_BYTES);
  let parts: readonly (() => Uint8Array)[] | undefined;
  const next = (record: number): Uint8Array | undefined => {
    if (left <= 0) return undefined;
    parts ??= splitBody(type, body, path);
    // A field that may stand once stood several times; which of them counted is not told apart.
    const part = parts.length === count ? parts[record] : undefined;
    const bytes = part?.() ?? body.bytes;
    left -= bytes.length;
    if (part !== undefined && left > 0) return bytes;
    left = 0;
    return body.bytes;
  };
  return {
    of(record) {
      if (!given.has(record)) given.set(record, next(record));
      return given.get(record);
    },
  };
}
