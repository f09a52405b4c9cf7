import { parseNatively } from './native-json.ts';

/**
 * Reads JSON as RFC 8259 has it, without the losses of `JSON.parse`: a whole number beyond 2^53
 * becomes a bigint with all its digits, an object that has one name twice is refused, and nesting is
 * bounded, so that no text can exhaust the stack.
 */

/** A value of JSON whose whole numbers are exact. */
export type ExactJson =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

/** Why a text is no JSON that can be taken. */
export type JsonFaultKind = 'not_json' | 'duplicate_key' | 'too_deep';

/** Thrown by {@link parseExactJson}. */
export class JsonFault extends Error {
  readonly kind: JsonFaultKind;
  /** Index of the character at which reading stopped. */
  readonly position: number;
  constructor(kind: JsonFaultKind, what: string, position: number) {
    super(`${what} at character ${position + 1}`);
    this.kind = kind;
    this.position = position;
  }
}

/** Deeper than what people write, and far from the end of the stack. */
const MOST_DEPTH = 128;

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WHITESPACE = /[ \t\n\r]*/y;
/** What a string cannot hold as it is: control characters stand there only as escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const SPECIAL = /[\\\u0000-\u001f]/;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const LETTER_F = 102;
const LETTER_N = 110;
const LETTER_T = 116;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Parses one JSON text. Throws {@link JsonFault}. Numbers with a fraction or exponent are doubles,
 * infinite where they are beyond them; `__proto__` is a name like any other.
 */
export function parseExactJson(text: string): ExactJson {
  return parseNatively(text, MOST_DEPTH) ?? parseSlowly(text);
}

function parseSlowly(text: string): ExactJson {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.blanks();
  if (reader.at < text.length) throw reader.fault('something follows the value');
  return value;
}

class Reader {
  private readonly text: string;
  /** Index of the next character. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  fault(what: string, kind: JsonFaultKind = 'not_json', position = this.at): JsonFault {
    return new JsonFault(kind, what, position);
  }

  blanks(): void {
    const code = this.text.charCodeAt(this.at);
    if (code > 32) return;
    WHITESPACE.lastIndex = this.at;
    WHITESPACE.test(this.text);
    this.at = WHITESPACE.lastIndex;
  }

  value(depth: number): ExactJson {
    this.blanks();
    switch (this.text.charCodeAt(this.at)) {
      case QUOTE:
        return this.string();
      case OPEN_BRACE:
        return this.object(depth + 1);
      case OPEN_BRACKET:
        return this.array(depth + 1);
      case LETTER_T:
        return this.word('true', true);
      case LETTER_F:
        return this.word('false', false);
      case LETTER_N:
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.fault('there is no JSON value');
    this.at += word.length;
    return value;
  }

  private number(): number | bigint {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (found === null) {
      const what = this.at < this.text.length ? 'there is no JSON value' : 'the text ends early';
      throw this.fault(what);
    }
    const [digits, fraction, exponent] = found;
    this.at = NUMBER.lastIndex;
    const number = Number(digits);
    if (Number.isSafeInteger(number) || fraction !== undefined || exponent !== undefined) {
      return number;
    }
    return BigInt(digits);
  }

  private string(): string {
    const begin = this.at + 1;
    let end = this.text.indexOf('"', begin);
    if (end === -1) throw this.fault('a string does not end');
    let plain = this.text.slice(begin, end);
    if (SPECIAL.test(plain)) {
      end = this.endOfString(begin);
      plain = this.unescape(begin, end);
    }
    this.at = end + 1;
    return plain;
  }

  private endOfString(begin: number): number {
    for (let at = begin; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH) at += 1;
    }
    throw this.fault('a string does not end');
  }

  private unescape(begin: number, end: number): string {
    try {
      return JSON.parse(this.text.slice(begin - 1, end + 1));
    } catch {
      throw this.fault('a string has a broken escape or a control character');
    }
  }

  private array(depth: number): ExactJson[] {
    this.enter(depth);
    const members: ExactJson[] = [];
    if (this.closes(CLOSE_BRACKET)) return members;
    do members.push(this.value(depth));
    while (this.continues(CLOSE_BRACKET));
    return members;
  }

  private object(depth: number): { [key: string]: ExactJson } {
    this.enter(depth);
    const members: { [key: string]: ExactJson } = {};
    if (this.closes(CLOSE_BRACE)) return members;
    do {
      this.blanks();
      const begin = this.at;
      if (this.text.charCodeAt(begin) !== QUOTE) throw this.fault('there is no name of a member');
      const name = this.string();
      if (Object.hasOwn(members, name)) {
        throw this.fault(`the name "${name}" stands twice in one object`, 'duplicate_key', begin);
      }
      this.blanks();
      if (this.text.charCodeAt(this.at) !== COLON)
        throw this.fault('there is no colon after a name');
      this.at += 1;
      const value = this.value(depth);
      if (name === '__proto__') define(members, name, value);
      else members[name] = value;
    } while (this.continues(CLOSE_BRACE));
    return members;
  }

  private enter(depth: number): void {
    if (depth > MOST_DEPTH) {
      throw this.fault(`more than ${MOST_DEPTH} objects or arrays stand in each other`, 'too_deep');
    }
    this.at += 1;
  }

  private closes(bracket: number): boolean {
    this.blanks();
    if (this.text.charCodeAt(this.at) !== bracket) return false;
    this.at += 1;
    return true;
  }

  /** Whether another member follows. */
  private continues(bracket: number): boolean {
    this.blanks();
    const code = this.text.charCodeAt(this.at);
    if (code !== COMMA && code !== bracket) {
      throw this.fault(Number.isNaN(code) ? 'the text ends early' : 'there is no comma');
    }
    this.at += 1;
    return code === COMMA;
  }
}

function define(object: object, name: string, value: ExactJson): void {
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
