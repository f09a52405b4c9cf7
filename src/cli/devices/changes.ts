import { formatInstant, MICROS_PER_SECOND, RadarError } from '../../core/index.ts';
import type { ChangePage, TimeRange } from '../../query/index.ts';
import type { Call, Command } from '../command.ts';
import { oneLine } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { instantOption, numberOption, textOption } from '../option.ts';
import { table } from '../table.ts';
import {
  DEVICE_ARGUMENT,
  DEVICE_SETTINGS,
  deviceIdOf,
  instantOrDash,
  requireDevice,
  valueText,
  WHICH_DATABASE,
  withDevices,
} from './device.ts';

const USUAL = 100;
const MOST = 1_000;
const USUAL_MICROS = 7 * 86_400 * MICROS_PER_SECOND;
const LONGEST_VALUE = 50;

export const devicesChanges: Command = {
  name: 'devices changes',
  summary: 'list what changed of a device, with who said so and when',
  description: `Lists changes of the values of a device, the newest first, of the last 7 days unless --since or
--until say otherwise. Changes are kept for 90 days.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  options: [
    { flags: '--field <name>', meaning: 'only of this field, such as ip' },
    { flags: '--since <instant>', meaning: 'only at that time or later (RFC 3339)' },
    { flags: '--until <instant>', meaning: 'only before that time (RFC 3339)' },
    { flags: '--limit <count>', meaning: `changes at most (default: ${USUAL})` },
    { flags: '--cursor <text>', meaning: 'where to go on, as the page before told' },
  ],
  json: true,
  examples: [
    { line: 'radarstore devices changes default:192.0.2.1', meaning: 'of the last 7 days' },
    {
      line: 'radarstore devices changes default:192.0.2.1 --field ip --since 2026-03-01T00:00:00Z',
      meaning: 'which addresses it had',
    },
  ],
  run: async (call) => {
    const id = deviceIdOf(call);
    const range = rangeOf(call);
    const limit = Math.min(numberOption(call, 'limit', '--limit') ?? USUAL, MOST);
    return withDevices(call, async ({ database }) => {
      const { device, redirectedFrom } = await requireDevice(database, id);
      const { idsOf, readChanges } = await import('../../query/index.ts');
      const { deviceChange } = await import('../../server/index.ts');
      const page = await readChanges(database, {
        deviceIds: await idsOf(database, device.device_id),
        range,
        field: textOption(call, 'field'),
        limit,
        cursor: textOption(call, 'cursor'),
      });
      call.answer(changesText(page), {
        device_id: device.device_id,
        ...(redirectedFrom === null ? {} : { redirected_from: redirectedFrom }),
        start: formatInstant(range.start),
        end: formatInstant(range.end),
        changes: page.changes.map(deviceChange),
        next_cursor: page.next,
      });
      return EXIT.done;
    });
  },
};

/** Until now, which is included. */
function rangeOf(call: Call): TimeRange {
  const end = instantOption(call, 'until', '--until') ?? call.io.clock.now() + 1;
  const start = instantOption(call, 'since', '--since') ?? end - USUAL_MICROS;
  if (start < end) return { start, end };
  throw new RadarError('USAGE_INVALID', 'The time of --since is not before that of --until.');
}

function changesText({ changes, next }: ChangePage): string {
  if (changes.length === 0) return 'Nothing changed in that time.\n';
  const rows = table(
    ['TIME', 'FIELD', 'BEFORE', 'AFTER', 'SOURCE', 'OBSERVED'],
    changes.map((one) => [
      formatInstant(one.changed_at),
      one.field,
      oneLine(valueText(one.before), LONGEST_VALUE),
      oneLine(valueText(one.after), LONGEST_VALUE),
      one.source ?? '-',
      instantOrDash(one.observed_at),
    ]),
  );
  return `${rows}${next === null ? '' : `\nThere are more: --cursor ${next}\n`}`;
}
