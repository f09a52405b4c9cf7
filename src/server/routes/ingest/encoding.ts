import type { Readable, Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { messageOf, RadarError } from '../../../core/index.ts';
import { memoryFault, RecordFault } from '../../../ingest/index.ts';

/** Ways in which a body may be packed; zstd where this Node knows it. */
export type Encoding = 'identity' | 'gzip' | 'deflate' | 'br' | 'zstd';

const CHUNK_BYTES = 65_536;

/** Newer releases of Node have it, and its types are those of the oldest that is supported. */
const { createZstdDecompress } = zlib as {
  readonly createZstdDecompress?: (options: zlib.ZlibOptions) => Transform;
};

const UNPACKERS: { readonly [E in Encoding]?: (options: zlib.ZlibOptions) => Transform } = {
  gzip: zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
  ...(createZstdDecompress === undefined ? {} : { zstd: createZstdDecompress }),
};

/** Encodings that are understood, beside that which changes nothing. */
export const ENCODINGS: readonly string[] = Object.keys(UNPACKERS);

export function isEncoding(name: string): name is Encoding {
  return name === 'identity' || ENCODINGS.includes(name);
}

/** Telemetry shrinks to a tenth or a thirtieth; what unpacks to more than this is meant to harm. */
const MOST_GROWTH = 300;
const SMALL_BYTES = 16 * 1_024 * 1_024;

/**
 * The bytes of a body, unpacked as they come. Throws {@link RecordFault} `cut_short` for a body that
 * is not packed as it says, or ends within, and `too_long` for one that grows beyond reason. Ending
 * early leaves the request as it is, so that it can be answered.
 */
export async function* unpacked(body: Readable, encoding: Encoding): AsyncGenerator<Buffer> {
  const unpack = UNPACKERS[encoding];
  if (unpack === undefined) {
    yield* body.iterator({ destroyOnReturn: false });
    return;
  }
  let packedBytes = 0;
  let bytes = 0;
  const unpacker = unpack({ chunkSize: CHUNK_BYTES });
  const count = (chunk: Buffer) => {
    packedBytes += chunk.length;
  };
  const fail = (fault: Error) => unpacker.destroy(new BodyBroken(fault));
  const gone = () => {
    if (!body.readableEnded) fail(new Error('the connection ended'));
  };
  body.on('data', count).once('error', fail).once('close', gone);
  body.pipe(unpacker);
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > SMALL_BYTES && bytes > MOST_GROWTH * packedBytes) throw growthFault();
      yield chunk;
    }
  } catch (fault) {
    if (fault instanceof RecordFault) throw fault;
    if (fault instanceof BodyBroken) throw fault.cause;
    throw new RecordFault('cut_short', `the body is no whole ${encoding}: ${messageOf(fault)}`);
  } finally {
    body.off('data', count).off('error', fail).off('close', gone);
    body.unpipe(unpacker);
    unpacker.destroy();
  }
}

/** Marks what befell the connection, apart from what is wrong with the bytes. */
class BodyBroken extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

const growthFault = () =>
  new RecordFault('too_long', `the body grows more than ${MOST_GROWTH}-fold when it is unpacked`);

export interface WholeBody {
  readonly encoding: Encoding;
  /** Bytes, unpacked. */
  readonly limit: number;
  /** Asks whether so many bytes may be held. */
  hold(bytes: number): boolean;
}

/**
 * The whole body, unpacked. Throws BODY_TOO_LARGE for more than `limit` bytes, QUEUE_FULL where they
 * may not be held, and REQUEST_INVALID for a body that is not packed as it says.
 */
export async function readWhole(
  body: Readable,
  { encoding, limit, hold }: WholeBody,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of unpacked(body, encoding)) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      if (!hold(size)) throw memoryFault();
      chunks.push(chunk);
    }
  } catch (fault) {
    if (!(fault instanceof RecordFault)) throw fault;
    if (fault.reason === 'too_long') throw tooLarge(limit);
    throw new RadarError('REQUEST_INVALID', `It cannot be read: ${fault.message}.`, {
      cause: fault,
    });
  }
  return Buffer.concat(chunks, size);
}

/** BODY_TOO_LARGE. */
export function tooLarge(limit: number): RadarError {
  const megabytes = Math.round(limit / 1_048_576);
  return new RadarError('BODY_TOO_LARGE', `The body has more than ${megabytes} MiB.`, {
    hint: 'Send it in several requests.',
  });
}
