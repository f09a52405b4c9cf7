import type { TSchema } from 'typebox';
import { codeOf, RadarError, suggest } from '../../../core/index.ts';
import { answerFault } from '../../faults/index.ts';
import type { App, ServerParts } from '../../parts.ts';

/** A batch of 50,000 heartbeats, with room. */
const BODY_BYTES = 33_554_432;

/** Sets up bodies for the addresses of the registry. Call in a scope of their own. */
export function prepareScope(scope: App, { log }: ServerParts): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: BODY_BYTES },
    (_request, body, done) => done(null, body),
  );
  scope.setErrorHandler((fault, request, reply) => {
    const isLong = codeOf(fault) === 'FST_ERR_CTP_BODY_TOO_LARGE';
    answerFault(log, isLong ? tooLong(fault) : fault, { request, reply });
  });
}

const tooLong = (cause: unknown) =>
  new RadarError('BODY_TOO_LARGE', `The body is longer than ${BODY_BYTES} bytes.`, {
    hint: 'Send several smaller ones.',
    cause,
  });

/** Reads a JSON object; no body is an object without members. Throws REQUEST_INVALID. */
export function readObject(text: unknown): { readonly [name: string]: unknown } {
  if (typeof text !== 'string' || text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const hint = 'Send one JSON object.';
    throw new RadarError('REQUEST_INVALID', 'The body is no JSON.', { hint, cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as { readonly [name: string]: unknown };
  }
  throw new RadarError('REQUEST_INVALID', 'The body is no JSON object.', {
    hint: 'Send one JSON object.',
  });
}

interface Property {
  readonly type?: string;
}

/**
 * Reads an object by its schema in the contract, whose members are texts, truth values, lists or texts
 * by key. A member that is null counts as absent. Throws REQUEST_INVALID, naming the member.
 */
export function readMembers<T>(
  value: { readonly [name: string]: unknown },
  schema: TSchema,
): Partial<T> {
  const { properties = {} } = schema as { readonly properties?: Record<string, Property> };
  const given = Object.entries(value).filter(([, member]) => member !== null);
  for (const [name, member] of given) check(name, member, properties);
  return Object.fromEntries(given) as Partial<T>;
}

function check(name: string, value: unknown, properties: Record<string, Property>): void {
  const known = Object.keys(properties);
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (property === undefined) {
    const near = suggest(name, known);
    const takes = `It takes ${known.join(', ')}.`;
    throw new RadarError('REQUEST_INVALID', `The body has an unknown member "${name}".`, {
      hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
    });
  }
  const { type = 'string' } = property;
  const { fits, wanted } = KINDS[type] ?? TEXT;
  if (fits(value)) return;
  throw new RadarError('REQUEST_INVALID', `The member "${name}" of the body is not ${wanted}.`, {
    hint: `Send "${name}" as ${wanted}.`,
  });
}

interface Kind {
  readonly wanted: string;
  fits(value: unknown): boolean;
}

const isText = (value: unknown) => typeof value === 'string' && !value.includes('\u0000');

const TEXT: Kind = { wanted: 'a text', fits: isText };

const KINDS: { readonly [type: string]: Kind } = {
  string: TEXT,
  boolean: { wanted: 'true or false', fits: (value) => typeof value === 'boolean' },
  array: { wanted: 'a list', fits: Array.isArray },
  object: {
    wanted: 'an object of texts',
    fits: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every(isText),
  },
};
