import { type Instant, parseInstant, RadarError } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { LetterFilter } from '../../ingest/index.ts';
import type { Call, CommandOption } from '../command.ts';
import { SCHEMA_SETTINGS } from '../schema/index.ts';

/** Beginnings of the names of settings that these commands go by. */
export const LETTER_SETTINGS = SCHEMA_SETTINGS.filter((name) => name !== 'retention');

export const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, started for the moment; of one that\nserves, ask its address for /api/dead-letters.';

/** Options that say which letters are meant. */
export const FILTER_OPTIONS: readonly CommandOption[] = [
  {
    flags: '--dataset <name>',
    meaning: 'those meant for a dataset; none for those that named none',
  },
  { flags: '--receiver <name>', meaning: 'those that came by a receiver, such as http or nats' },
  { flags: '--reason <code>', meaning: 'those that were refused for a reason' },
  { flags: '--since <instant>', meaning: 'those that came last at that time or later (RFC 3339)' },
  { flags: '--until <instant>', meaning: 'those that came last before that time (RFC 3339)' },
];

/** Reads them. Throws USAGE_INVALID. */
export function filterOf({ options, argument }: Call): LetterFilter {
  const text = (name: string) => options[name] as string | undefined;
  return {
    id: argument === undefined ? undefined : numberOf('The number of a letter', argument),
    dataset: text('dataset'),
    receiver: text('receiver'),
    reason: text('reason'),
    since: instantOf('--since', text('since')),
    until: instantOf('--until', text('until')),
  };
}

/** Options of commands that change letters: nothing happens to all of them by mistake. */
export const CHANGE_OPTIONS: readonly CommandOption[] = [
  ...FILTER_OPTIONS,
  {
    flags: '--all',
    meaning: 'every letter; needed where neither a letter nor an option is given',
  },
];

/** Reads which letters are to be changed. Throws USAGE_INVALID where nothing says it. */
export async function changeFilterOf(call: Call, what: string): Promise<LetterFilter> {
  const { isNarrow } = await import('../../ingest/index.ts');
  const filter = filterOf(call);
  if (isNarrow(filter) || call.options.all === true) return filter;
  throw new RadarError('USAGE_INVALID', `Nothing says which letters are to be ${what}.`, {
    hint: 'Give the number of one, an option that says which, or --all.',
  });
}

function instantOf(flag: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new RadarError('USAGE_INVALID', `The flag ${flag} cannot be "${text}".`, {
    hint: 'Give an RFC 3339 instant, such as 2026-03-10T12:00:00Z.',
  });
}

/** Reads a whole number from 1. Throws USAGE_INVALID. */
export function numberOf(what: string, text: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new RadarError('USAGE_INVALID', `${what} cannot be "${text}".`, {
    hint: 'Give a whole number from 1.',
  });
}

/** Refuses a database without the schema of this program. */
export async function requireSchema(database: Database): Promise<void> {
  const { checkUsable, schemaStatus } = await import('../../database/index.ts');
  checkUsable(database, await schemaStatus(database));
}
