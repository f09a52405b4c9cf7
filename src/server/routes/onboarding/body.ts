import type { TSchema } from 'typebox';
import { RadarError, suggest } from '../../../core/index.ts';

type Property = { readonly type?: string };

/**
 * Reads a JSON body by its schema in the contract, in which every member is a text, a whole number or
 * a list of texts. No body is an object without members. Throws REQUEST_INVALID, naming the member.
 */
export function readBody<T>(text: unknown, schema: TSchema): Partial<T> {
  if (typeof text !== 'string' || text.trim() === '') return {};
  const { properties = {} } = schema as {
    readonly properties?: { readonly [name: string]: Property };
  };
  const value = parse(text);
  const given = Object.entries(value).filter(([, member]) => member !== null);
  for (const [name, member] of given) check(name, member, properties);
  return Object.fromEntries(given) as Partial<T>;
}

function parse(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RadarError('REQUEST_INVALID', 'The body is no JSON.', {
      hint: 'Send one JSON object.',
      cause,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new RadarError('REQUEST_INVALID', 'The body is no JSON object.', {
    hint: 'Send one JSON object.',
  });
}

function check(
  name: string,
  value: unknown,
  properties: { readonly [name: string]: Property },
): void {
  const known = Object.keys(properties);
  if (!known.includes(name)) {
    const near = suggest(name, known);
    const takes = `It takes ${known.join(', ')}.`;
    throw new RadarError('REQUEST_INVALID', `The body has an unknown member "${name}".`, {
      hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
    });
  }
  const type = properties[name]?.type;
  if (isOf(type, value)) return;
  const wanted = { integer: 'a whole number', array: 'a list of texts' }[type ?? ''] ?? 'a text';
  throw new RadarError('REQUEST_INVALID', `The member "${name}" of the body is not ${wanted}.`, {
    hint: `Send "${name}" as ${wanted}.`,
  });
}

function isOf(type: string | undefined, value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'array') return Array.isArray(value) && value.every((one) => isOf('string', one));
  return typeof value === 'string' && !value.includes('\u0000');
}
