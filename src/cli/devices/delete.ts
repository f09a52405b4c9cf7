import { RadarError } from '../../core/index.ts';
import { actorOf } from '../actor.ts';
import type { Command } from '../command.ts';
import { printable } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { withIngest } from '../ingest/index.ts';
import {
  DEVICE_ARGUMENT,
  DEVICE_SETTINGS,
  deviceIdOf,
  requireDevice,
  WHICH_DATABASE,
  withDevices,
} from './device.ts';

export const devicesDelete: Command = {
  name: 'devices delete',
  summary: 'delete a device, until somebody observes it again',
  description: `Hides a device as of now; an observation that is newer brings it back, with its first time, tags
and notes kept. Asks before, on a terminal; elsewhere --yes is needed.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  options: [{ flags: '--yes', meaning: 'do not ask' }],
  json: true,
  examples: [
    { line: 'radarstore devices delete default:192.0.2.1', meaning: 'after a question' },
    { line: 'radarstore devices delete default:192.0.2.1 --yes', meaning: 'without one' },
  ],
  run: async (call) => {
    const id = deviceIdOf(call);
    const sure = call.options.yes === true;
    if (!sure && (call.io.confirm === null || call.json)) {
      throw new RadarError('USAGE_INVALID', 'A device is deleted only after a yes.', {
        hint: 'Nobody can be asked here; --yes says it at once.',
      });
    }
    return withDevices(call, async (opened) => {
      const { device } = await requireDevice(opened.database, id);
      const { device_id } = device;
      const named = printable([device_id, device.hostname].filter(Boolean).join(', '));
      if (!sure && (await call.io.confirm?.(`Delete the device ${named}?`)) !== true) {
        call.answer('Nothing was deleted.\n', { deleted: false, device_id });
        return EXIT.failed;
      }
      const { deleteDevice, submitBatch } = await import('../../server/index.ts');
      const { clock } = call.io;
      const deletion = { device, actor: actorOf(call.io), now: clock.now(), by: 'cli' } as const;
      await withIngest(call, opened, (parts) =>
        deleteDevice(
          {
            database: parts.database,
            log: opened.log,
            submit: (batch, told) => submitBatch(parts, batch, told),
          },
          deletion,
        ),
      );
      const text = `The device ${printable(device_id)} is deleted.\n`;
      call.answer(text, { deleted: true, device_id });
      return EXIT.done;
    });
  },
};
