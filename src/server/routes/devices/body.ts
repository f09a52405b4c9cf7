import type { FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { RadarError, suggest } from '../../../core/index.ts';
import { named } from '../../schema/index.ts';

/** A JSON body, as the API describes it. */
export const jsonBody = (schema: TSchema) =>
  Type.Unsafe<unknown>({ content: { 'application/json': { schema: named(schema) } } });

/** The JSON object of a body. Throws REQUEST_INVALID for anything else, and for unknown members. */
export function readObject(
  request: FastifyRequest,
  members: readonly string[],
): { readonly [name: string]: unknown } {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RadarError('REQUEST_INVALID', 'The body is no JSON object.', {
      hint: `Send application/json with the members ${members.join(', ')}.`,
    });
  }
  for (const name of Object.keys(body)) {
    if (members.includes(name)) continue;
    const near = suggest(name, members);
    const takes = `It takes ${members.join(', ')}.`;
    throw new RadarError('REQUEST_INVALID', `The body has a member "${name}" that means nothing.`, {
      hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
    });
  }
  return body as { readonly [name: string]: unknown };
}

/** A text member; undefined where it is absent or null. */
export function textMember(
  body: { readonly [name: string]: unknown },
  name: string,
  most: number,
): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= most && isStorable(value)) return value;
  throw wrong(name, `text of at most ${most} characters`);
}

/** A list of texts; empty where it is absent. Blank and repeated ones are left out. */
export function textsMember(
  body: { readonly [name: string]: unknown },
  name: string,
  { most, longest }: { readonly most: number; readonly longest: number },
): readonly string[] {
  const value = body[name] ?? [];
  const fits = (one: unknown): one is string =>
    typeof one === 'string' && one.length <= longest && isStorable(one);
  if (!Array.isArray(value) || value.length > most || !value.every(fits)) {
    throw wrong(name, `a list of at most ${most} texts, each of at most ${longest} characters`);
  }
  return [...new Set(value.map((one) => one.trim()).filter((one) => one !== ''))];
}

/** No stored text has NUL or half a character. */
const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

export const wrong = (name: string, wanted: string) =>
  new RadarError('REQUEST_INVALID', `The member "${name}" is not ${wanted}.`);
