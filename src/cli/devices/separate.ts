import { RadarError } from '../../core/index.ts';
import type { Claim, Inventory, Separated } from '../../inventory/index.ts';
import { actorOf } from '../actor.ts';
import type { Call, Command } from '../command.ts';
import { printable } from '../dead-letters/index.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { textOption } from '../option.ts';
import {
  DEVICE_ARGUMENT,
  DEVICE_SETTINGS,
  deviceIdOf,
  requireDevice,
  WHICH_DATABASE,
  withDevices,
} from './device.ts';

const IDENTITY = {
  flags: '--identity <text>',
  meaning: 'kind:value, as `devices explain` lists it',
};

export const devicesSeparate: Command = {
  name: 'devices separate',
  summary: 'part an identity from a device, for good',
  description: `Declares that an identity is not of this device, as when a cloned machine was taken for it. Each
keeps what was observed of it, and the two never become one again.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  options: [
    IDENTITY,
    {
      flags: '--from <text>',
      meaning: 'from which identity; the strongest of the device by default',
    },
    { flags: '--reason <text>', meaning: 'why, for who reads the history' },
  ],
  json: true,
  examples: [
    {
      line: 'radarstore devices separate default:192.0.2.1 --identity mac:02:42:AC:11:00:02 --reason cloned',
      meaning: 'whatever has this address is another device',
    },
  ],
  run: (call) => {
    const identity = identityOption(call, 'identity');
    const from = textOption(call, 'from') === undefined ? undefined : identityOption(call, 'from');
    const reason = textOption(call, 'reason')?.trim() || null;
    return change(call, ({ deviceId, partition, actor, inventory }) =>
      inventory.separate({ deviceId, partition, identity, from, reason, actor }),
    );
  },
};

export const devicesRejoin: Command = {
  name: 'devices rejoin',
  summary: 'take a separation back',
  description: `What was observed decides again whether the two identities are one device.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  options: [IDENTITY, { flags: '--from <text>', meaning: 'the identity from which it was parted' }],
  json: true,
  examples: [
    {
      line: 'radarstore devices rejoin default:192.0.2.1 --identity mac:02:42:AC:11:00:02 --from armis:7',
      meaning: 'it was no mistake',
    },
  ],
  run: (call) => {
    const identity = identityOption(call, 'identity');
    const from = identityOption(call, 'from');
    return change(call, ({ partition, actor, inventory }) =>
      inventory.rejoin({ partition, identity, from, actor }),
    );
  },
};

interface Change {
  readonly deviceId: string;
  readonly partition: string;
  readonly actor: string;
  readonly inventory: Inventory;
}

function change(call: Call, work: (change: Change) => Promise<Separated>): Promise<ExitCode> {
  const id = deviceIdOf(call);
  return withDevices(call, async ({ database }) => {
    const { device } = await requireDevice(database, id);
    const { claimText, createInventory } = await import('../../inventory/index.ts');
    const sharedMacs = new Set(call.settings().inventory.sharedMacs);
    const shared = { database, owner: database, clock: call.io.clock };
    const inventory = createInventory({ ...shared, sharedMacs });
    const { device_id: deviceId, partition } = device;
    const done = await work({ deviceId, partition, actor: actorOf(call.io), inventory });
    const [identity, from] = [claimText(done.identity), claimText(done.from)];
    const text = `${identity} is of ${done.devices.identity ?? 'no device'}, ${from} of ${done.devices.from ?? 'no device'}.\n`;
    call.answer(printable(text.trimEnd()).concat('\n'), { identity, from, devices: done.devices });
    return EXIT.done;
  });
}

/** Throws USAGE_INVALID. */
function identityOption(call: Call, name: string): Claim {
  const text = textOption(call, name);
  const [, kind, value] = /^(armis|netbox|mac|id|integration:[^:]*):(.+)$/s.exec(text ?? '') ?? [];
  if (kind !== undefined && value !== undefined) return { kind, value };
  throw new RadarError(
    'USAGE_INVALID',
    text === undefined ? `--${name} is missing.` : `--${name} is no identity: "${text}".`,
    { hint: 'It is kind:value, with the kind armis, integration:<type>, netbox, mac or id.' },
  );
}
