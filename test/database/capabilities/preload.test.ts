import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/index.ts';
import {
  checkLoaded,
  connectDatabase,
  type Database,
  diagnoseDatabase,
  hasCapability,
} from '../../../src/database/index.ts';
import { findEngines } from '../../support/engine-presence.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { createOwnFolder } from '../../support/own-server.ts';
import { poolOptions } from '../../support/target.ts';

const origin = (await findEngines()).find((one) => one.name === 'timescale-apache')?.origin;
const binaries = origin?.kind === 'started' ? origin.binaries : undefined;

describe.skipIf(binaries === undefined)('an extension that the server no longer loads', () => {
  test('is told with the setting that is missing, by the capabilities and the doctor', async () => {
    const folder = await createOwnFolder();
    const withServer = async (preload: string, work: (database: Database) => Promise<void>) => {
      const server = await folder.start({
        ...(binaries === undefined ? {} : { binaries }),
        configuration: {
          shared_preload_libraries: preload,
          'timescaledb.telemetry_level': 'off',
          'timescaledb.license': 'apache',
        },
      });
      const database = await connectDatabase(poolOptions(server.target));
      try {
        await work(database);
      } finally {
        await database.close();
        await server.stop();
      }
    };
    try {
      await withServer('timescaledb', (database) =>
        database.script('test.extension', 'create extension timescaledb schema public'),
      );
      await withServer('timescaledb', async ({ engine, capabilities }) => {
        expect(engine.name).toBe('timescale-apache');
        expect(hasCapability(capabilities, 'preloaded')).toBe(true);
        expect(hasCapability(capabilities, 'hypertables')).toBe(true);
        expect(() => checkLoaded({ capabilities })).not.toThrow();
      });
      await withServer('', async (database) => {
        const { capabilities } = database;
        for (const name of ['preloaded', 'hypertables', 'maintenance'] as const) {
          expect(capabilities.find((one) => one.name === name)).toMatchObject({
            present: false,
            needed: true,
            hint: expect.stringContaining('shared_preload_libraries'),
          });
        }
        expect(database.engine.timescaledbLicense).toBeNull();
        const fault = await expectRadarError(() => checkLoaded(database), 'ENGINE_CHANGED');
        expect(fault.hint).toContain('then restart the server');
        const subject = { database, clock: systemClock, maintenanceIntervalMs: 600_000 };
        const findings = await diagnoseDatabase(subject);
        expect(findings.find((one) => one.name === 'engine')).toMatchObject({
          state: 'failed',
          message: expect.stringContaining('does not load its library at start'),
        });
      });
    } finally {
      await folder.remove();
    }
  });
});
