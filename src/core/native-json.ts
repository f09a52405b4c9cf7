import type { ExactJson } from './exact-json.ts';

/** A whole number as a value, which may be beyond 2^53. */
const LONG = /([:,[]\s*)(-?[1-9]\d{15,})(?=\s*[,\]}])/g;

/** Begins a text that stands for such a number; outside of a text it is no JSON. */
const MARK = '#';
/** A text that is given and begins in this way, or by the escape for it. */
const MARKED = /"(?:#|\\u0023)/;

/** A name whose colon does not follow at once. */
const GAP = /"\s+:/;
const QUOTE_COLON = '":';
const BACKSLASH = 92;

/**
 * Reads JSON by the parser of the engine, several times as fast as one of our own, with whole numbers beyond 2^53
 * written as texts meanwhile. Undefined where that could lose something, or where the text is not to be taken; the
 * exact parser then tells: no object or array, a name that stands twice, nesting beyond `deepest`.
 *
 * A number that is found within a text ends that text early, by the quote before its mark, so that no JSON is left.
 */
export function parseNatively(text: string, deepest: number): ExactJson | undefined {
  const code = text[0];
  if ((code !== '{' && code !== '[') || GAP.test(text)) return undefined;
  const marked = text.replace(LONG, `$1"${MARK}$2"`);
  const long = marked.length > text.length;
  if (long && MARKED.test(text)) return undefined;
  let value: ExactJson;
  try {
    value = JSON.parse(marked);
  } catch {
    return undefined;
  }
  const names = walk(value as Container, { deepest, long });
  return names === namesIn(text) ? value : undefined;
}

type Container = { [key: string]: ExactJson };

interface Walk {
  /** So many containers may still lie in each other. */
  readonly deepest: number;
  /** Whether there may be marks. */
  readonly long: boolean;
}

/** Counts the names and puts numbers where texts stand for them; NaN where it is too deep. */
function walk(container: Container | ExactJson[], { deepest, long }: Walk): number {
  if (deepest === 0) return Number.NaN;
  const inner = { deepest: deepest - 1, long };
  let names = 0;
  if (Array.isArray(container)) {
    for (const [index, member] of container.entries()) {
      if (isContainer(member)) names += walk(member, inner);
      else if (long && isMarked(member)) container[index] = numberOf(member);
    }
    return names;
  }
  for (const name in container) {
    names += 1;
    const member = container[name];
    if (isContainer(member)) names += walk(member, inner);
    else if (long && isMarked(member)) container[name] = numberOf(member);
  }
  return names;
}

const isContainer = (value: ExactJson | undefined): value is Container =>
  typeof value === 'object' && value !== null;

const isMarked = (value: ExactJson | undefined): value is string =>
  typeof value === 'string' && value.startsWith(MARK);

function numberOf(marked: string): number | bigint {
  const digits = marked.slice(MARK.length);
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** How many names a text of JSON has in all, or another number: never that of fewer names. */
function namesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf(QUOTE_COLON); at >= 0; at = text.indexOf(QUOTE_COLON, at + 2)) {
    if (text.charCodeAt(at - 1) !== BACKSLASH) count += 1;
    // The quote is one of the text, or the backslash is and the quote ends it.
    else if (text.charCodeAt(at - 2) === BACKSLASH) return Number.NaN;
  }
  return count;
}
