import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStore } from '../../src/app/index.ts';
import { readConfig, requireSettings, thisMachine } from '../../src/config/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { expectRadarError } from '../support/expect-error.ts';

/** Nobody listens there, so whoever opens the database first fails by that. */
const UNREACHABLE = 'postgres://nobody@127.0.0.1:1/none';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radarstore-keys-'));
  await writeFile(join(folder, 'short.keys'), 'c2hvcnQ=\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['onboarding.encryption_key_file', 'auth.encryption_key_file'] as const)(
  'a wrong file of %s is refused before the database is opened',
  (setting) => {
    const start = (file: string) => {
      const flags = new Map([
        ['database.url', UNREACHABLE],
        [setting, join(folder, file)],
      ] as const);
      const reading = readConfig({ flags, environment: {}, machine: thisMachine() });
      return startStore(requireSettings(reading), { log: silentLogger });
    };

    test('where it does not exist', async () => {
      const { message } = await expectRadarError(start('none.keys'), 'CONFIG_FILE_UNREADABLE');
      expect(message).toContain(setting);
    });

    test('where its key is too short', async () => {
      const { message } = await expectRadarError(start('short.keys'), 'CONFIG_INVALID');
      expect(message).toContain('short.keys');
    });
  },
);
