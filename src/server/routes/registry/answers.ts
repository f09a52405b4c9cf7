import { Type } from 'typebox';
import {
  ErrorBody,
  SERVICE_STATUSES,
  SERVICE_TYPES,
  type ServiceType,
} from '../../../contract/index.ts';
import { RadarError, suggest } from '../../../core/index.ts';
import { named } from '../../schema/index.ts';

/** What may fail when something is changed. */
export const CHANGE_FAULTS = {
  409: named(ErrorBody, 'it is registered already, or its status does not allow it'),
  413: named(ErrorBody, 'the body is too long'),
} as const;

/** The types by their names in addresses. */
const PLURALS = SERVICE_TYPES.map((type) => `${type}s`);

export const ServiceTypes = Type.Object({
  types: Type.String({ description: PLURALS.join(', ') }),
});

export const ServiceId = Type.Object({
  types: Type.String({ description: PLURALS.join(', ') }),
  id: Type.String({ description: 'id of the service, percent-encoded' }),
});

/** The type that an address names. Throws NOT_FOUND. */
export function readTypes(word: string): ServiceType {
  const type = SERVICE_TYPES.find((one) => `${one}s` === word);
  if (type !== undefined) return type;
  const near = suggest(word, PLURALS);
  const takes = `They are ${PLURALS.join(', ')}.`;
  throw new RadarError('NOT_FOUND', `The registry has no "${word.slice(0, 80)}".`, {
    hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
  });
}

/**
 * Words of a list that may be repeated or have commas between; undefined where none is given. Throws
 * REQUEST_INVALID for one that is not known.
 */
export function readWords<Word extends string>(
  what: string,
  texts: readonly string[] | undefined,
  known: readonly Word[],
): readonly Word[] | undefined {
  const words = (texts ?? [])
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return words.map((word) => {
    const found = known.find((one) => one === word);
    if (found !== undefined) return found;
    const near = suggest(word, known);
    const takes = `It is one of ${known.join(', ')}.`;
    throw new RadarError('REQUEST_INVALID', `There is no ${what} "${word}".`, {
      hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
    });
  });
}

export const STATUS_WORDS = SERVICE_STATUSES;

/** A positive whole number, at most `most`; what is none gives the usual one (RE-2). */
export function readCount(
  text: string | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const number = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number > 0 ? Math.min(number, most) : usual;
}
