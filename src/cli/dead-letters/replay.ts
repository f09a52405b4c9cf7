import { withinNetworks } from '../../core/index.ts';
import type { LetterFilter, ReplayReport } from '../../ingest/index.ts';
import type { Call, Command } from '../command.ts';
import { type Opened, withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { withIngest } from '../ingest/index.ts';
import { table } from '../table.ts';
import {
  CHANGE_OPTIONS,
  changeFilterOf,
  LETTER_SETTINGS,
  requireSchema,
  WHICH_DATABASE,
} from './filter.ts';
import { oneLine } from './printable.ts';

const LONGEST_MESSAGE = 100;

export const deadLettersReplay: Command = {
  name: 'dead-letters replay',
  summary: 'send refused records again',
  description: `Reads each record as its receiver did, the oldest first, by the rules of this program and the
settings of today. A letter goes in the transaction that stores its rows, or finds them there; of
the others the attempt is noted. It may be done twice, and while \`radarstore serve\` runs. Exit
code 1 when letters stay.\n\n${WHICH_DATABASE}`,
  settings: LETTER_SETTINGS,
  argument: { name: 'id', meaning: 'one letter instead of all that the options mean' },
  options: CHANGE_OPTIONS,
  json: true,
  examples: [
    { line: 'radarstore dead-letters replay 17', meaning: 'letter 17' },
    {
      line: 'radarstore dead-letters replay --dataset cpu_metrics --reason too_old',
      meaning: 'after the retention became longer',
    },
  ],
  run: async (call) => {
    const filter = await changeFilterOf(call, 'sent again');
    return withDatabase(call, async (opened) => {
      await requireSchema(opened.database);
      const report = await replay(call, opened, filter);
      const { stored, keptCount, left, kept } = report;
      call.answer(reportText(report), { stored, kept: keptCount, left, refused: kept });
      return keptCount + left === 0 ? EXIT.done : EXIT.failed;
    });
  },
};

async function replay(call: Call, opened: Opened, filter: LetterFilter): Promise<ReplayReport> {
  const { remakes, replayLetters } = await import('../../ingest/index.ts');
  const { submitBatch } = await import('../../server/index.ts');
  const settings = call.settings();
  return withIngest(call, opened, (parts) =>
    replayLetters({
      database: opened.database,
      clock: call.io.clock,
      remakes: remakes({
        routes: settings.nats?.routes ?? [],
        ignores: withinNetworks(settings.discovery.ignoredNetworks),
      }),
      submit: (batch, observations) => submitBatch(parts, batch, observations),
      filter,
      limit: Number.MAX_SAFE_INTEGER,
    }),
  );
}

function reportText({ stored, keptCount, kept, left }: ReplayReport): string {
  const head = `${stored} letters are stored and gone; ${keptCount} were refused again and stay.\n`;
  const more = left === 0 ? '' : `${left} were not tried.\n`;
  if (kept.length === 0) return `${head}${more}`;
  const rows = kept.map(({ id, reason, message }) => [
    String(id),
    reason,
    oneLine(message, LONGEST_MESSAGE),
  ]);
  const first = kept.length < keptCount ? `\nThe first ${kept.length}:\n` : '\n';
  return `${head}${more}${first}${table(['ID', 'REASON', 'MESSAGE'], rows)}`;
}
