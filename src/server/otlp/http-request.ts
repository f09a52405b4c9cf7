import type { FastifyReply, FastifyRequest } from 'fastify';
import { RadarError } from '../../core/index.ts';
import { CONTENT_TYPES, formatOfType, type OtlpFormat } from '../../ingest/index.ts';
import { mediaTypeOf, readEncoding, readWhole } from '../routes/ingest/index.ts';
import type { Intake } from './intake.ts';

/** In what format a request is written, by its content type; undefined for another. */
export function formatOf(request: FastifyRequest): OtlpFormat | undefined {
  return formatOfType(mediaTypeOf(request.headers['content-type']) ?? '');
}

/** The same; throws MEDIA_UNSUPPORTED. */
export function requireFormat(request: FastifyRequest): OtlpFormat {
  const format = formatOf(request);
  if (format !== undefined) return format;
  const type = request.headers['content-type'];
  const what = type === undefined ? 'has no content type' : `has the content type "${type}"`;
  throw new RadarError('MEDIA_UNSUPPORTED', `The request ${what}.`, {
    hint: `Send ${CONTENT_TYPES.protobuf} or ${CONTENT_TYPES.json}.`,
  });
}

/**
 * The whole body, unpacked, while there is memory for it. Calls `use` with it and gives the memory
 * back afterwards. Throws BODY_TOO_LARGE, MEDIA_UNSUPPORTED, QUEUE_FULL and REQUEST_INVALID.
 */
export async function withBody<T>(
  intake: Intake,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  use: (bytes: Buffer) => Promise<T>,
): Promise<T> {
  const { raw } = request;
  const encoding = readEncoding(request, reply);
  const account = intake.open();
  try {
    const hold = (size: number) => account.hold(size);
    const body = readWhole(raw, { encoding, limit: intake.maxBytes, hold }).catch((fault) => {
      // Node destroys it with its connection, even where all of it is here and waits to be read.
      const gone = !raw.complete || (raw.destroyed && !raw.readableEnded);
      throw gone && !(fault instanceof RadarError) ? brokenOff(fault) : fault;
    });
    return await use(await body);
  } finally {
    account.close();
  }
}

/** Nobody reads this answer; it is counted. */
const brokenOff = (cause: unknown) =>
  new RadarError('REQUEST_INVALID', 'The connection ended before the request did.', { cause });
