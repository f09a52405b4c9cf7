import { formatInstant, RadarError } from '../../core/index.ts';
import type { StoredLetter } from '../../ingest/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { filterOf, LETTER_SETTINGS, requireSchema, WHICH_DATABASE } from './filter.ts';
import { printable } from './printable.ts';

export const deadLettersShow: Command = {
  name: 'dead-letters show',
  summary: 'show one refused record with its bytes',
  description: `Shows why a record was refused and the record itself: as text where its bytes are UTF-8, else as
a dump in hexadecimal (in JSON: base64).\n\n${WHICH_DATABASE}`,
  settings: LETTER_SETTINGS,
  argument: { name: 'id', meaning: 'number of the letter; `dead-letters list` tells it' },
  json: true,
  examples: [{ line: 'radarstore dead-letters show 17', meaning: 'letter 17' }],
  run: async (call) => {
    const { id } = filterOf(call);
    if (id === undefined) {
      throw new RadarError('USAGE_INVALID', 'The number of the letter is missing.', {
        hint: '`radarstore dead-letters list` tells the numbers.',
      });
    }
    return withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const { originalText, readLetter } = await import('../../ingest/index.ts');
      const { letterDetail } = await import('../../server/index.ts');
      const letter = await readLetter(database, id);
      if (letter === undefined) {
        throw new RadarError('NOT_FOUND', `There is no dead letter ${id}.`, {
          hint: 'It was stored by a replay, dropped, or never there.',
        });
      }
      const original = originalText(letter.original);
      const shown =
        original.encoding === 'utf8' ? `${printable(original.text)}\n` : dump(letter.original);
      call.answer(`${headText(letter)}\n${shown}`, letterDetail(letter));
      return EXIT.done;
    });
  },
};

function headText(letter: StoredLetter): string {
  const { lastAttemptAt, lastError, field } = letter;
  const cut = letter.cut ? `, of which the first ${letter.original.length} are kept` : '';
  const facts: [string, string | null][] = [
    ['Letter', String(letter.id)],
    ['Dataset', letter.dataset ?? 'not known'],
    ['Receiver', letter.receiver],
    ['Reason', `${letter.reason}: ${letter.message}`],
    ['Field', field],
    ['Received', formatInstant(letter.receivedAt)],
    ['Came', `${letter.timesReceived} times, last ${formatInstant(letter.lastReceivedAt)}`],
    ['Sent again', lastAttemptAt === null ? null : attemptText(letter.attempts, lastAttemptAt)],
    ['Refused then', lastError],
    ['Type', letter.contentType],
    ...Object.entries(letter.attributes).map(([name, value]): [string, string] => [name, value]),
    ['Length', `${letter.originalBytes} bytes${cut}`],
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  const width = Math.max(...known.map(([name]) => name.length));
  return known
    .map(([name, value]) => `${printable(name).padEnd(width)}  ${printable(value)}\n`)
    .join('');
}

const attemptText = (attempts: number, last: number) =>
  `${attempts} times in vain, last ${formatInstant(last)}`;

const LINE_BYTES = 16;

/** Offset, bytes and their characters, sixteen a line. */
function dump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += LINE_BYTES) {
    const part = bytes.subarray(from, from + LINE_BYTES);
    const hex = [...part].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    lines.push(`${from.toString(16).padStart(8, '0')}  ${hex.padEnd(3 * LINE_BYTES)} ${text}\n`);
  }
  return lines.join('');
}
