import { DEVICE_STATUSES } from '../../contract/index.ts';
import { cleanIp, RadarError } from '../../core/index.ts';
import type { DeviceFilter } from '../../query/index.ts';
import type { Call, CommandOption } from '../command.ts';
import { textOption } from '../option.ts';

/** Options that say which devices are meant. */
export const FILTER_OPTIONS: readonly CommandOption[] = [
  { flags: '--status <status>', meaning: 'only those that are', choices: DEVICE_STATUSES },
  { flags: '--ip <address>', meaning: 'only those that have the address' },
  { flags: '--source <source>', meaning: 'only those that a kind of source saw, such as snmp' },
  { flags: '--type <type>', meaning: 'only of this type, such as router' },
  { flags: '--partition <name>', meaning: 'only of this network partition' },
  { flags: '--tag <tag>', meaning: 'only those with a tag' },
  { flags: '--capability <name>', meaning: 'only those with a capability that is enabled' },
];

/** A search beside them, for commands whose argument is none. */
export const SEARCH_OPTION: CommandOption = {
  flags: '--search <text>',
  meaning: 'only by a part of id, address, host name or MAC, or a network such as 10.0.0.0/8',
};

/** Reads which devices are meant. Throws USAGE_INVALID. */
export async function filterOf(call: Call, search: string | undefined): Promise<DeviceFilter> {
  const { readSearchTerm } = await import('../../query/index.ts');
  const status = textOption(call, 'status');
  return {
    search: readSearchTerm(search),
    status: DEVICE_STATUSES.find((one) => one === status),
    ip: ipOf(textOption(call, 'ip')),
    source: textOption(call, 'source')?.trim().toLowerCase(),
    type: textOption(call, 'type')?.trim(),
    partition: textOption(call, 'partition')?.trim(),
    tag: textOption(call, 'tag')?.trim(),
    capability: textOption(call, 'capability')?.trim().toLowerCase(),
    partitions: null,
  };
}

function ipOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ip = cleanIp(text);
  if (ip !== null) return ip;
  throw new RadarError('USAGE_INVALID', `The flag --ip is no IP address: "${text}".`, {
    hint: 'For networks and parts of addresses use `radarstore devices search`.',
  });
}
