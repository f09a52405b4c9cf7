import { type Instant, parseInstant, RadarError } from '../core/index.ts';
import type { Call } from './command.ts';

/** An option with a text; undefined where it was not given. */
export function textOption({ options }: Pick<Call, 'options'>, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option with a whole number from 1. Throws USAGE_INVALID. */
export function numberOption(call: Call, name: string, flag: string): number | undefined {
  const text = textOption(call, name);
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new RadarError('USAGE_INVALID', `The flag ${flag} cannot be "${text}".`, {
    hint: 'Give a whole number from 1.',
  });
}

/** An option with an instant. Throws USAGE_INVALID. */
export function instantOption(call: Call, name: string, flag: string): Instant | undefined {
  const text = textOption(call, name);
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new RadarError('USAGE_INVALID', `The flag ${flag} cannot be "${text}".`, {
    hint: 'Give an RFC 3339 instant, such as 2026-03-10T12:00:00Z.',
  });
}
