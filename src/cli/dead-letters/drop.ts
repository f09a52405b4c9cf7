import { RadarError } from '../../core/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import {
  CHANGE_OPTIONS,
  changeFilterOf,
  LETTER_SETTINGS,
  requireSchema,
  WHICH_DATABASE,
} from './filter.ts';

export const deadLettersDrop: Command = {
  name: 'dead-letters drop',
  summary: 'drop refused records for good',
  description: `Drops letters, and with them the only copy of their records. Asks before, on a terminal; elsewhere
--yes is needed.\n\n${WHICH_DATABASE}`,
  settings: LETTER_SETTINGS,
  argument: { name: 'id', meaning: 'one letter instead of all that the options mean' },
  options: [...CHANGE_OPTIONS, { flags: '--yes', meaning: 'do not ask' }],
  json: true,
  examples: [
    { line: 'radarstore dead-letters drop 17', meaning: 'letter 17' },
    { line: 'radarstore dead-letters drop --reason not_json --yes', meaning: 'without a question' },
  ],
  run: async (call) => {
    const { countLetters, dropLetters } = await import('../../ingest/index.ts');
    const filter = await changeFilterOf(call, 'dropped');
    const sure = call.options.yes === true;
    if (!sure && (call.io.confirm === null || call.json)) {
      throw new RadarError('USAGE_INVALID', 'Letters are dropped only after a yes.', {
        hint: 'Nobody can be asked here; --yes says it at once.',
      });
    }
    return withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const counts = await countLetters(database, filter);
      const letters = counts.reduce((sum, one) => sum + one.letters, 0);
      const agreed =
        sure ||
        letters === 0 ||
        (await call.io.confirm?.(`Drop ${letters} dead letters with their records for good?`));
      if (agreed !== true) {
        call.answer('Nothing was dropped.\n', { dropped: 0 });
        return EXIT.failed;
      }
      const dropped = await dropLetters(database, filter);
      call.answer(`${dropped} dead letters were dropped.\n`, { dropped });
      return EXIT.done;
    });
  },
};
