import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { RadarError } from '../../../core/index.ts';
import { ENCODINGS, type Encoding, isEncoding } from './encoding.ts';

/** A media type without its parameters, in lower case. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase();
  return type === '' ? undefined : type;
}

/**
 * The media type of the body, one of those that the address takes; undefined where the sender names
 * none. Throws MEDIA_UNSUPPORTED for another one, and for text that is not UTF-8.
 */
export function readMediaType(
  request: FastifyRequest,
  takes: (type: string) => boolean,
  names: readonly string[],
): string | undefined {
  const header = request.headers['content-type'];
  const type = mediaTypeOf(header);
  if (type === undefined) return undefined;
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(header ?? '')?.[1]?.toLowerCase();
  const utf8 = charset === undefined || charset === 'utf-8' || charset === 'utf8';
  if (takes(type) && utf8) return type;
  const what = utf8 ? `The type "${type}"` : `The character set "${charset}"`;
  throw new RadarError('MEDIA_UNSUPPORTED', `${what} is not understood here.`, {
    hint: `Send ${names.join(' or ')} in UTF-8, and say so in the Content-Type header.`,
  });
}

/** How the body is packed. Throws MEDIA_UNSUPPORTED for a way that is not understood. */
export function readEncoding(request: FastifyRequest, reply: FastifyReply): Encoding {
  const header = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  const name = header === 'x-gzip' ? 'gzip' : header === '' ? 'identity' : header;
  if (isEncoding(name)) return name;
  reply.header('accept-encoding', ENCODINGS.join(', '));
  throw new RadarError('MEDIA_UNSUPPORTED', `The encoding "${header}" is not understood here.`, {
    hint: `Send the body as it is, or packed once by ${ENCODINGS.join(', ')}.`,
  });
}

/** A body as the API describes it: what stands in it, by its media type. */
export function described(content: { readonly [type: string]: TSchema }) {
  const entries = Object.entries(content).map(([type, schema]) => [type, { schema }] as const);
  return Type.Unsafe<unknown>({ content: Object.fromEntries(entries) });
}
