import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { messageOf, RadarError } from '../../core/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { textOption } from '../option.ts';
import { DEVICE_SETTINGS, WHICH_DATABASE, withDevices } from './device.ts';
import { FILTER_OPTIONS, filterOf, SEARCH_OPTION } from './filter.ts';
import { FORMAT_OPTION, formatOf } from './format.ts';
import { progressOf } from './progress.ts';

export const devicesExport: Command = {
  name: 'devices export',
  summary: 'write every device that matches as NDJSON or CSV',
  description: `Writes a device a line, by their ids, to a file or to standard output, however many there are.
\`radarstore devices import\` reads either again. A file is there once it is whole.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: {
    name: 'file',
    meaning: 'file to write, over one that is there; standard output if none',
  },
  options: [FORMAT_OPTION, SEARCH_OPTION, ...FILTER_OPTIONS],
  json: true,
  examples: [
    { line: 'radarstore devices export devices.csv', meaning: 'all, for a spreadsheet' },
    { line: 'radarstore devices export --partition north | gzip > north.gz', meaning: 'a part' },
  ],
  run: async (call) => {
    const { argument: file } = call;
    if (file === undefined && call.json) {
      throw new RadarError('USAGE_INVALID', 'Standard output is that of the devices.', {
        hint: 'Give a file too, or leave --json out: NDJSON is what is written unless --format is csv.',
      });
    }
    const format = formatOf(call, file);
    const filter = await filterOf(call, textOption(call, 'search'));
    return withDevices(call, async ({ database }) => {
      const { exportText } = await import('../../server/index.ts');
      const pieces = exportText(database, filter, format);
      if (file === undefined) {
        for await (const { text } of pieces) {
          call.io.stdout.write(text);
          await call.io.stdout.flush();
        }
        return EXIT.done;
      }
      const devices = await writeFile(call, file, pieces);
      const are = devices === 1 ? 'device is' : 'devices are';
      call.answer(`${devices} ${are} in ${file}.\n`, { file, format, devices });
      return EXIT.done;
    });
  },
};

type Pieces = AsyncIterable<{ readonly text: string; readonly devices: number }>;

/** Written beside it and named last, so that half a file never looks like a whole one. */
async function writeFile(call: Call, file: string, pieces: Pieces): Promise<number> {
  const progress = progressOf(call, 'devices are written');
  const partial = `${file}.partial`;
  let devices = 0;
  const texts = async function* () {
    for await (const piece of pieces) {
      yield piece.text;
      devices += piece.devices;
      progress.tell(devices);
    }
  };
  try {
    await pipeline(texts(), createWriteStream(partial));
    await rename(partial, file);
    return devices;
  } catch (fault) {
    await rm(partial, { force: true });
    if (fault instanceof RadarError) throw fault;
    throw new RadarError(
      'USAGE_INVALID',
      `The file ${file} cannot be written: ${messageOf(fault)}.`,
      {
        cause: fault,
      },
    );
  } finally {
    progress.end();
  }
}
