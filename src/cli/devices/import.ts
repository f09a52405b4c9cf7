import { createReadStream } from 'node:fs';
import type { DeviceImportReport } from '../../contract/index.ts';
import { messageOf, RadarError } from '../../core/index.ts';
import type { Call, Command } from '../command.ts';
import type { Opened } from '../database.ts';
import { printable } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { withIngest } from '../ingest/index.ts';
import { textOption } from '../option.ts';
import { DEVICE_SETTINGS, WHICH_DATABASE, withDevices } from './device.ts';
import { FORMAT_OPTION, type Format, formatOf } from './format.ts';
import { progressOf } from './progress.ts';

const STANDARD_INPUT = '-';

export const devicesImport: Command = {
  name: 'devices import',
  summary: 'take over devices from a file of NDJSON or CSV',
  description: `Takes a device a line: a JSON object, or a row of CSV under a header, with the fields device_id,
partition, ip, hostname, mac, is_available, device_type, metadata, timestamp and metadata.<key>;
what others saw, as an export has it, is left alone. Each becomes an observation of source
"manual", which is believed most. A line that cannot be used is told by its number and harms no
other; the same file may be imported again. Exit code 1 when a line was refused.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: { name: 'file', meaning: `file to read; ${STANDARD_INPUT} is standard input` },
  options: [
    FORMAT_OPTION,
    { flags: '--partition <name>', meaning: 'partition of lines that name none' },
    { flags: '--dry-run', meaning: 'read and check every line, and store nothing' },
  ],
  json: true,
  examples: [
    { line: 'radarstore devices import devices.csv --dry-run', meaning: 'check a file' },
    { line: 'radarstore devices import devices.csv --partition north', meaning: 'take it over' },
    { line: 'radarstore devices import - --format csv < devices.txt', meaning: 'standard input' },
  ],
  run: async (call) => {
    const file = fileOf(call);
    const format = formatOf(call, file === STANDARD_INPUT ? undefined : file);
    return withDevices(call, async (opened) => {
      const report = await importFile(call, opened, { file, format });
      if (report.lines === 0) {
        throw new RadarError('REQUEST_INVALID', `There is no device in ${nameOf(file)}.`, {
          hint: format === 'csv' ? 'Below the header a line is a device.' : 'A line is a device.',
        });
      }
      if (!call.json) call.io.stderr.write(rejectedText(report));
      call.answer(reportText(report), report);
      return report.rejected_count === 0 ? EXIT.done : EXIT.failed;
    });
  },
};

function fileOf({ argument }: Call): string {
  if (argument !== undefined) return argument;
  throw new RadarError('USAGE_INVALID', 'The file to import is missing.', {
    hint: `Name it behind the command; ${STANDARD_INPUT} is standard input.`,
  });
}

const nameOf = (file: string) => (file === STANDARD_INPUT ? 'standard input' : file);

async function importFile(
  call: Call,
  opened: Opened,
  { file, format }: { readonly file: string; readonly format: Format },
): Promise<DeviceImportReport> {
  const { importDevices, submitBatch } = await import('../../server/index.ts');
  const progress = progressOf(call, 'lines are read');
  const source = file === STANDARD_INPUT ? call.io.readInput() : readBytes(file);
  try {
    return await withIngest(call, opened, (parts) =>
      importDevices(source, {
        format,
        receivedAt: call.io.clock.now(),
        partition: textOption(call, 'partition'),
        partitions: null,
        dryRun: call.options.dryRun === true,
        store: async (rows, origin) => {
          const outcome = await submitBatch(parts, { rows: { device_updates: rows }, origin });
          return outcome.device_updates ?? { stored: 0, duplicate: 0, conflict: 0, refused: [] };
        },
        progress: (lines) => progress.tell(lines),
      }),
    );
  } finally {
    progress.end();
  }
}

async function* readBytes(file: string): AsyncGenerator<Buffer> {
  const bytes: AsyncIterable<Buffer> = createReadStream(file);
  try {
    yield* bytes;
  } catch (cause) {
    throw new RadarError('USAGE_INVALID', `The file ${file} cannot be read: ${messageOf(cause)}.`, {
      hint: 'Correct the path, or give this user the right to read it.',
      cause,
    });
  }
}

function rejectedText({ rejected, rejected_count }: DeviceImportReport): string {
  const lines = rejected.map(
    ({ line, message, code }) => `line ${line}: ${printable(message)} [${code}]\n`,
  );
  const left = rejected_count - rejected.length;
  return `${lines.join('')}${left === 0 ? '' : `and ${left} more lines\n`}`;
}

function reportText(report: DeviceImportReport): string {
  const { dry_run, lines, accepted, duplicates, rejected_count } = report;
  const refused = `${rejected_count} ${rejected_count === 1 ? 'was' : 'were'} refused`;
  const read = `${lines} ${lines === 1 ? 'line was' : 'lines were'} read`;
  if (dry_run) return `${read}, nothing was stored: ${accepted} can be taken over, ${refused}.\n`;
  return `${read}: ${accepted} were taken over, ${duplicates} were there already, ${refused}.\n`;
}
