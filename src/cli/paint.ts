import type { Environment } from '../config/index.ts';
import type { Output } from './io.ts';

const SEQUENCES = { bold: 1, red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof SEQUENCES;

/** Colours a text, or leaves it. */
export type Paint = (colour: Colour, text: string) => string;

/** Colours only for a person at a terminal who did not forbid it (https://no-color.org). */
export function paintFor(output: Output, environment: Environment): Paint {
  const coloured =
    output.terminal && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
  return (colour, text) => (coloured ? `\u001b[${SEQUENCES[colour]}m${text}\u001b[0m` : text);
}
