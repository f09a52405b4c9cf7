import type { DeviceDetail } from '../../contract/index.ts';
import type { Command } from '../command.ts';
import { oneLine, printable } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import {
  DEVICE_ARGUMENT,
  DEVICE_SETTINGS,
  deviceIdOf,
  requireDevice,
  valueText,
  WHICH_DATABASE,
  withDevices,
} from './device.ts';

const LONGEST_VALUE = 80;

export const devicesShow: Command = {
  name: 'devices show',
  summary: 'show one device',
  description: `Shows what the inventory says of a device, strictly by its id or one that leads to it.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  json: true,
  examples: [{ line: 'radarstore devices show default:192.0.2.1', meaning: 'one device' }],
  run: async (call) => {
    const id = deviceIdOf(call);
    return withDevices(call, async ({ database, log }) => {
      const found = await requireDevice(database, id);
      const { companionsOf, deviceDetail } = await import('../../server/index.ts');
      const { device_id } = found.device;
      const parts = { database, clock: call.io.clock, log };
      const detail = deviceDetail(found, (await companionsOf(parts, [device_id]))(device_id));
      call.answer(detailText(detail), detail);
      return EXIT.done;
    });
  },
};

function detailText(device: DeviceDetail): string {
  const able = device.capability_snapshots?.map((one) => one.capability) ?? [];
  const facts: [string, string][] = [
    ['Device', device.device_id],
    ...(device.redirected_from === undefined
      ? []
      : [['Asked for', `${device.redirected_from}, which leads here`] as [string, string]]),
    ['Partition', device.partition],
    ['IP', device.ip ?? '-'],
    ['Host name', device.hostname ?? '-'],
    ['MAC', device.mac ?? '-'],
    ['Type', device.discovery_info.device_type],
    ['Status', device.status],
    ['First seen', device.first_seen ?? '-'],
    ['Last seen', device.last_seen ?? '-'],
    ['Reported by', reporterText(device)],
    ['Sources', [...device.discovery_sources].sort().join(', ') || '-'],
    ['Can do', able.join(', ') || '-'],
    ['Metrics', Object.keys(device.metrics_summary ?? {}).join(', ') || '-'],
    ['Tags', device.tags.join(', ') || '-'],
    ['Notes', device.notes ?? '-'],
  ];
  const head = facts.map(([name, value]) => `${name.padEnd(13)}${printable(value)}\n`).join('');
  const attributes = Object.entries(device.attributes);
  if (attributes.length === 0) return head;
  const rows = attributes.map(([key, { value, source, at }]) => [
    oneLine(key, LONGEST_VALUE),
    oneLine(valueText(value), LONGEST_VALUE),
    source,
    at,
  ]);
  return `${head}\n${table(['ATTRIBUTE', 'VALUE', 'SOURCE', 'TIME'], rows)}`;
}

function reporterText({ agent_id, poller_id }: DeviceDetail): string {
  const named = [
    agent_id === '' ? null : `agent ${agent_id}`,
    poller_id === '' ? null : `poller ${poller_id}`,
  ].filter((one) => one !== null);
  return named.join(', ') || '-';
}
