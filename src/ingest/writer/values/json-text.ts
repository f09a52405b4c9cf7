import { repairText } from '../../../core/index.ts';
import { notA, Refusal } from './refusal.ts';

/**
 * The text of a JSON object or array. jsonb refuses NUL and lone surrogates even in their escaped
 * form, in keys as in values, so both are repaired. A bigint becomes a number with all its digits.
 * Throws {@link Refusal}.
 */
export function jsonText(field: string, value: unknown): string {
  if (typeof value !== 'object') throw notA(field, value, 'a JSON object');
  try {
    if (isClean(field, value)) return JSON.stringify(value);
    const text = JSON.stringify(value, (_key, member: unknown) => repairedMember(member));
    return text.replaceAll(MARKED, '$1');
  } catch (fault) {
    if (fault instanceof Refusal) throw fault;
    // A cycle, or nesting deeper than the stack.
    throw new Refusal('bad_value', field, `${field} cannot be written as JSON`);
  }
}

/** Whether no text in it needs repair. Throws for a number that JSON does not have. */
function isClean(field: string, member: unknown): boolean {
  switch (typeof member) {
    case 'string':
      return isCleanText(member);
    case 'number':
      if (Number.isFinite(member)) return true;
      throw new Refusal(
        'not_finite',
        field,
        `${field} is ${member}, not a finite number of its type`,
      );
    case 'object':
      return member === null || isCleanObject(field, member);
    case 'bigint':
      return false;
    default:
      return true;
  }
}

function isCleanObject(field: string, object: object): boolean {
  let clean = true;
  for (const key in object) {
    if (!isCleanText(key)) clean = false;
    if (!isClean(field, (object as { readonly [key: string]: unknown })[key])) clean = false;
  }
  return clean;
}

const isCleanText = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** A bigint on its way through JSON.stringify, marked by a character that repaired text never has. */
const MARKED = /"\\u0000(-?\d+)"/g;

function repairedMember(member: unknown): unknown {
  if (typeof member === 'bigint') return `\u0000${member}`;
  if (typeof member === 'string') return repairText(member);
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
  return Object.fromEntries(Object.entries(member).map(([key, inner]) => [repairText(key), inner]));
}
