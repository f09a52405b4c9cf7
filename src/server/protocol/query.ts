import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { RadarError, suggest } from '../../core/index.ts';

/**
 * Checks names and form of parameters; what they mean is read by the routes. An unknown name is
 * refused with the nearest known one, because a filter that is not applied is a wrong answer. A
 * parameter without a value counts as absent.
 */
export const checkParameters: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const { properties = {} } = schema as {
    readonly properties?: { readonly [name: string]: { readonly type?: string } };
  };
  const known = Object.keys(properties);
  return (data: unknown) => {
    // Anybody on the way may add headers, and bodies are read by their routes: both are described only.
    if (httpPart === 'headers' || httpPart === 'body') return { value: data };
    try {
      const given = Object.entries(data as { readonly [name: string]: string | string[] });
      const checked = given.map(([name, value]) => {
        if (!known.includes(name)) throw unknownParameter(name, known);
        // A parameter that is a list may be given once or several times.
        if (properties[name]?.type !== 'array') return [name, checkValue(name, value)] as const;
        return [name, [value].flat().map((one) => checkValue(name, one))] as const;
      });
      const present = checked.filter(([, value]) => httpPart === 'params' || value !== '');
      return { value: Object.fromEntries(present) };
    } catch (fault) {
      return { error: fault as RadarError };
    }
  };
};

function unknownParameter(name: string, known: readonly string[]): RadarError {
  const near = suggest(name, known);
  const takes = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
  return new RadarError('REQUEST_INVALID', `This address takes no parameter "${name}".`, {
    hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
  });
}

function checkValue(name: string, value: string | string[]): string {
  if (typeof value !== 'string') {
    throw new RadarError('REQUEST_INVALID', `The parameter "${name}" is given more than once.`, {
      hint: 'Give it once.',
    });
  }
  if (value.includes('\u0000')) {
    throw new RadarError('REQUEST_INVALID', `The parameter "${name}" holds a NUL character.`, {
      hint: 'Leave it out; no stored text has one.',
    });
  }
  return value;
}

/** The parser of query strings lets a broken percent-encoding through; this refuses it. */
export function checkQueryEncoding(request: FastifyRequest): void {
  const begin = request.url.indexOf('?');
  if (begin === -1) return;
  try {
    decodeURIComponent(request.url.slice(begin));
  } catch (cause) {
    throw new RadarError('REQUEST_INVALID', 'The query is no valid percent-encoding of UTF-8.', {
      hint: 'Write a percent sign as %25.',
      cause,
    });
  }
}
