import { DEVICE_SORTS } from '../../contract/index.ts';
import { RadarError } from '../../core/index.ts';
import type {
  AnnotationRow,
  DeviceFilter,
  DeviceList,
  DeviceListRequest,
} from '../../query/index.ts';
import type { Call, Command, CommandOption } from '../command.ts';
import { oneLine } from '../dead-letters/index.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { numberOption, textOption } from '../option.ts';
import { table } from '../table.ts';
import { DEVICE_SETTINGS, instantOrDash, WHICH_DATABASE, withDevices } from './device.ts';
import { FILTER_OPTIONS, filterOf } from './filter.ts';

const USUAL = 100;
const MOST = 1_000;
const LONGEST = 60;

const PAGE_OPTIONS: readonly CommandOption[] = [
  {
    flags: '--sort <column>',
    meaning: `${DEVICE_SORTS.join(', ')}; -last_seen and so on for the opposite order`,
  },
  { flags: '--limit <count>', meaning: `devices at most (default: ${USUAL}, at most ${MOST})` },
  { flags: '--cursor <text>', meaning: 'where to go on, as the page before told' },
];

export const devicesList: Command = {
  name: 'devices list',
  summary: 'list devices, page by page',
  description: `Lists devices, those seen last first. Deleted ones are not shown.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  options: [...FILTER_OPTIONS, ...PAGE_OPTIONS],
  json: true,
  examples: [
    { line: 'radarstore devices list', meaning: 'the newest' },
    { line: 'radarstore devices list --status offline --source snmp', meaning: 'who is away' },
    { line: 'radarstore devices list --tag core --json', meaning: 'for a program' },
  ],
  run: (call) => list(call, undefined),
};

export const devicesSearch: Command = {
  name: 'devices search',
  summary: 'find devices by a part of id, address, host name or MAC, or by a network',
  description: `Finds devices, the best match first: by a part of id, address, host name or MAC in any letter
case, by a MAC in any spelling, or by a network in CIDR notation.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: { name: 'text', meaning: 'what to look for' },
  options: [...FILTER_OPTIONS, ...PAGE_OPTIONS],
  json: true,
  examples: [
    { line: 'radarstore devices search core-sw', meaning: 'part of a host name' },
    {
      line: 'radarstore devices search 001b.21aa.bbcc',
      meaning: 'a MAC as some switches print it',
    },
    { line: 'radarstore devices search 2001:db8::/32', meaning: 'everything in a network' },
  ],
  run: async (call) => {
    const text = call.argument?.trim() ?? '';
    if (text !== '') return list(call, text);
    throw new RadarError('USAGE_INVALID', 'Nothing says what to look for.', {
      hint: 'Give a part of id, address, host name or MAC, or a network such as 10.0.0.0/8.',
    });
  },
};

async function list(call: Call, search: string | undefined): Promise<ExitCode> {
  const filter = await filterOf(call, search);
  const request = requestOf(call, filter);
  return withDevices(call, async ({ database, log }) => {
    const { createDeviceCounter, listDevices, readAnnotations } = await import(
      '../../query/index.ts'
    );
    const { clock } = call.io;
    const found = await listDevices(database, request, createDeviceCounter(clock));
    const ids = found.devices.map((device) => device.device_id);
    if (!call.json) {
      call.answer(listText(found, await readAnnotations(database, ids)), null);
      return EXIT.done;
    }
    const { companionsOf, deviceItem } = await import('../../server/index.ts');
    const companions = await companionsOf({ database, clock, log }, ids);
    const { total, relation, next } = found;
    const devices = found.devices.map((one) => deviceItem(one, companions(one.device_id)));
    call.answer('', { devices, total, total_relation: relation, next });
    return EXIT.done;
  });
}

function requestOf(call: Call, filter: DeviceFilter): DeviceListRequest {
  const limit = Math.min(numberOption(call, 'limit', '--limit') ?? USUAL, MOST);
  const cursor = textOption(call, 'cursor');
  const start = cursor === undefined ? { offset: 0 } : { cursor };
  return { filter, order: orderOf(textOption(call, 'sort')), limit, start };
}

function orderOf(text: string | undefined): DeviceListRequest['order'] {
  if (text === undefined) return 'fit';
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const sort = DEVICE_SORTS.find((one) => one === name);
  if (sort !== undefined) return { sort, descending };
  throw new RadarError('USAGE_INVALID', `The flag --sort cannot be "${text}".`, {
    hint: `It is ${DEVICE_SORTS.join(', ')}; a leading minus turns it round.`,
  });
}

function listText(
  { devices, total, relation, next }: DeviceList,
  annotations: ReadonlyMap<string, AnnotationRow>,
): string {
  if (devices.length === 0) return 'There are no such devices.\n';
  const rows = table(
    ['ID', 'IP', 'HOST NAME', 'MAC', 'TYPE', 'STATUS', 'LAST SEEN', 'SOURCES', 'TAGS'],
    devices.map((row) => [
      oneLine(row.device_id, LONGEST),
      row.ip ?? '-',
      oneLine(row.hostname ?? '-', LONGEST),
      oneLine(row.mac ?? '-', LONGEST),
      oneLine(row.device_type, LONGEST),
      statusWord(row.is_available),
      instantOrDash(row.last_seen),
      oneLine([...(row.discovery_sources ?? [])].sort().join(','), LONGEST),
      oneLine(annotations.get(row.device_id)?.tags.join(',') || '-', LONGEST),
    ]),
  );
  const some = relation === 'exact' ? `${total}` : `${total} or more`;
  const count = total === null || total === devices.length ? '' : `\n${some} devices in all.\n`;
  return `${rows}${count}${next === null ? '' : `\nThere are more: --cursor ${next}\n`}`;
}

/** The status as one word; null and false are different. */
export function statusWord(available: boolean | null): string {
  if (available === null) return 'unknown';
  return available ? 'online' : 'offline';
}
