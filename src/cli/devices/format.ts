import { RadarError } from '../../core/index.ts';
import type { Call, CommandOption } from '../command.ts';
import { textOption } from '../option.ts';

/** How devices are written, one a line. */
export type Format = 'ndjson' | 'csv';

export const FORMAT_OPTION: CommandOption = {
  flags: '--format <format>',
  meaning: 'how it is written (default: by the ending of the file, else ndjson)',
  choices: ['ndjson', 'csv'],
};

const ENDINGS: readonly (readonly [ending: RegExp, format: Format])[] = [
  [/\.csv$/i, 'csv'],
  [/\.(ndjson|jsonl|json)$/i, 'ndjson'],
];

/** The format that is asked for, else that of the ending of a file. Throws USAGE_INVALID for another one. */
export function formatOf(call: Call, file: string | undefined): Format {
  const chosen = textOption(call, 'format');
  if (chosen !== undefined) return chosen === 'csv' ? 'csv' : 'ndjson';
  if (file === undefined) return 'ndjson';
  const known = ENDINGS.find(([ending]) => ending.test(file));
  if (known !== undefined) return known[1];
  throw new RadarError('USAGE_INVALID', `The ending of ${file} says nothing of its format.`, {
    hint: 'Give --format ndjson or --format csv.',
  });
}
