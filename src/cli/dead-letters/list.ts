import { formatInstant } from '../../core/index.ts';
import type { LetterCount, LetterPage } from '../../ingest/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import {
  FILTER_OPTIONS,
  filterOf,
  LETTER_SETTINGS,
  numberOf,
  requireSchema,
  WHICH_DATABASE,
} from './filter.ts';
import { oneLine } from './printable.ts';

const USUAL = '50';
const LONGEST_MESSAGE = 100;

export const deadLettersList: Command = {
  name: 'dead-letters list',
  summary: 'list the records that were refused, and how many for which reason',
  description: `Tells how many records were refused for which reason, and then the newest of them. A record that
came and was refused several times is one letter.\n\n${WHICH_DATABASE}`,
  settings: LETTER_SETTINGS,
  options: [
    ...FILTER_OPTIONS,
    { flags: '--limit <count>', meaning: `letters that are listed at most (default: ${USUAL})` },
    { flags: '--before <id>', meaning: 'only letters with a smaller number, for the next page' },
  ],
  json: true,
  examples: [
    { line: 'radarstore dead-letters list', meaning: 'the newest' },
    { line: 'radarstore dead-letters list --reason too_old --json', meaning: 'for a program' },
  ],
  run: async (call) => {
    const filter = filterOf(call);
    const { limit: limitText = USUAL, before: beforeText } = call.options;
    const limit = numberOf('The flag --limit', String(limitText));
    const before =
      beforeText === undefined ? undefined : numberOf('The flag --before', String(beforeText));
    return withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const { countLetters, listLetters } = await import('../../ingest/index.ts');
      const { letterList } = await import('../../server/index.ts');
      const counts = await countLetters(database, filter);
      const page = await listLetters(database, filter, { limit, before });
      call.answer(listText(counts, page), letterList(counts, page));
      return EXIT.done;
    });
  },
};

function listText(counts: readonly LetterCount[], { letters, next }: LetterPage): string {
  if (counts.length === 0) return 'There are no dead letters.\n';
  const total = table(
    ['DATASET', 'RECEIVER', 'REASON', 'LETTERS', 'RECEIVED'],
    counts.map((one) => [
      one.dataset ?? '-',
      one.receiver,
      one.reason,
      String(one.letters),
      String(one.received),
    ]),
  );
  const list = table(
    ['ID', 'LAST RECEIVED', 'DATASET', 'RECEIVER', 'REASON', 'TIMES', 'TRIED', 'MESSAGE'],
    letters.map((one) => [
      String(one.id),
      formatInstant(one.lastReceivedAt),
      one.dataset ?? '-',
      one.receiver,
      one.reason,
      String(one.timesReceived),
      String(one.attempts),
      oneLine(one.message, LONGEST_MESSAGE),
    ]),
  );
  return `${total}\n${list}${next === null ? '' : `\nThere are more: --before ${next}.\n`}`;
}
