import { formatDurationMs, parseDurationMs } from '../core/index.ts';

/** What relative paths in a value are relative to. */
export interface PathBase {
  /** The working folder, or the folder of the configuration file for values from there. */
  readonly folder: string;
  /** Replaces a leading `~`. */
  readonly home: string;
}

/** How the text of one setting becomes a value. All three sources give text. */
export interface Kind<Value> {
  /** Completes "must be …" in messages and help. */
  readonly allowed: string;
  /** Stands for the value in help: `--http-port <number>`. */
  readonly placeholder: string;
  /** Values of a secret kind are shown by `format` only, which masks them. */
  readonly secret: boolean;
  /** The value, or undefined when the text is not allowed. */
  parse(text: string, base: PathBase): Value | undefined;
  /** The value as a person would write it; a secret comes masked. */
  format(value: Value): string;
}

/** A whole number within bounds, in plain digits. */
export function integer(range: {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}): Kind<number> {
  const unit = range.unit === undefined ? '' : ` of ${range.unit}`;
  return {
    allowed: `a whole number${unit} from ${range.min} to ${range.max}`,
    placeholder: 'number',
    secret: false,
    parse(text) {
      if (!/^(0|[1-9]\d{0,14})$/.test(text)) return undefined;
      const value = Number(text);
      return value >= range.min && value <= range.max ? value : undefined;
    },
    format: String,
  };
}

/** A length of time within bounds, kept in milliseconds. */
export function duration(range: { readonly min: string; readonly max: string }): Kind<number> {
  const [min, max] = [parseDurationMs(range.min), parseDurationMs(range.max)] as [number, number];
  return {
    allowed: `a duration from ${range.min} to ${range.max}, such as 500ms, 10s, 5m or 1h (without a unit: seconds)`,
    placeholder: 'duration',
    secret: false,
    parse(text) {
      const value = parseDurationMs(text);
      if (value === undefined || value < min || value > max) return undefined;
      return Math.round(value);
    },
    format: formatDurationMs,
  };
}

const TRUE_WORDS = ['true', 'yes', 'on', '1'];
const FALSE_WORDS = ['false', 'no', 'off', '0'];

/** True or false. */
export const boolean: Kind<boolean> = {
  allowed: 'true or false',
  placeholder: 'true|false',
  secret: false,
  parse(text) {
    const word = text.toLowerCase();
    if (TRUE_WORDS.includes(word)) return true;
    return FALSE_WORDS.includes(word) ? false : undefined;
  },
  format: String,
};

/** One word of a fixed list. */
export function choice<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    allowed: `one of ${words.join(', ')}`,
    placeholder: words.join('|'),
    secret: false,
    parse: (text) => words.find((word) => word === text.toLowerCase()),
    format: (value) => value,
  };
}
