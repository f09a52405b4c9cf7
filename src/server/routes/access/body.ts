import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { RadarError, suggest } from '../../../core/index.ts';

/** What a member of a body is, as its schema tells. */
interface Member {
  readonly type?: string;
  readonly anyOf?: readonly Member[];
  readonly items?: Member;
}

interface Shape {
  readonly properties?: { readonly [name: string]: Member };
  readonly required?: readonly string[];
}

/**
 * Reads the JSON body of a request by its schema in the contract, whose members are texts, switches
 * and lists of texts, some of which may be null. Throws REQUEST_INVALID, naming the member.
 */
export function readBody<T>(request: FastifyRequest, schema: TSchema): T {
  const { body } = request;
  const { properties = {}, required = [] } = schema as Shape;
  const names = Object.keys(properties);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RadarError('REQUEST_INVALID', 'The body is no JSON object.', {
      hint: `Send application/json with the members ${names.join(', ')}.`,
    });
  }
  for (const [name, value] of Object.entries(body)) {
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (member === undefined) throw unknownMember(name, names);
    if (!fits(member, value)) throw wrongMember(name, member);
  }
  const missing = required.find((name) => !Object.hasOwn(body, name));
  if (missing === undefined) return body as T;
  throw new RadarError('REQUEST_INVALID', `The body lacks the member "${missing}".`, {
    hint: `It needs ${required.join(', ')}.`,
  });
}

function fits(member: Member, value: unknown): boolean {
  if (member.anyOf !== undefined) return member.anyOf.some((one) => fits(one, value));
  switch (member.type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value) && value.every((one) => fits(member.items ?? {}, one));
    case 'string':
      return typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed();
    default:
      return typeof value === member.type;
  }
}

function unknownMember(name: string, names: readonly string[]): RadarError {
  const near = suggest(name, names);
  const takes = `It takes ${names.join(', ')}.`;
  return new RadarError('REQUEST_INVALID', `The body has an unknown member "${name}".`, {
    hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
  });
}

const WORDS: { readonly [type: string]: string } = {
  string: 'a text',
  boolean: 'true or false',
  array: 'a list of texts',
  null: 'null',
};

function wrongMember(name: string, member: Member): RadarError {
  const kinds = (member.anyOf ?? [member]).map(({ type = '' }) => WORDS[type] ?? type);
  return new RadarError('REQUEST_INVALID', `The member "${name}" is not ${kinds.join(' or ')}.`);
}
