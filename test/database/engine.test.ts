import { describe, expect, test } from 'vitest';
import { detectEngine } from '../../src/database/engine.ts';
import type { Session } from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';

describeEachEngine('the engine', (engine) => {
  test('is recognised for what it is', async () => {
    const db = await createTestDatabase(engine, { migrated: false });
    try {
      const found = db.database.engine;
      const timescale = engine !== 'postgres';
      expect(found.name).toBe(engine);
      expect(found.layout).toBe(timescale ? 'hypertables' : 'partitions');
      expect(found.serverVersionNumber).toBeGreaterThanOrEqual(150_000);
      expect(found.serverVersion).toMatch(/^\d+\.\d+$/);
      expect(found.readOnly).toBe(false);
      expect(found.timescaledbVersion === null).toBe(!timescale);
      expect(found.extensionSchema).toBe(timescale ? 'public' : null);
      const licenses = { postgres: null, 'timescale-apache': 'apache', timescale: 'timescale' };
      expect(found.timescaledbLicense).toBe(licenses[engine]);
    } finally {
      await db.drop();
    }
  });
});

describe('a server whose answers are made up', () => {
  const facts = {
    version: '17.2 (Debian 17.2-1)',
    version_number: 170_002,
    read_only: false,
    extension_version: null,
    extension_schema: null,
    license: null,
  };
  const answering = (row: object): Session => ({
    query: async <Row extends object>() => [{ ...facts, ...row } as Row],
    execute: async () => 0,
    script: async () => {},
  });

  test('that is older than PostgreSQL 15 is refused with its version', async () => {
    const old = answering({ version: '14.11', version_number: 140_011 });
    const fault = await expectRadarError(detectEngine(old), 'DATABASE_TOO_OLD');
    expect(fault.message).toBe(
      'The server is PostgreSQL 14.11; radarstore needs version 15 or newer.',
    );
  });

  test('of version 15.0 is taken', async () => {
    const engine = await detectEngine(answering({ version: '15.0', version_number: 150_000 }));
    expect(engine).toMatchObject({ name: 'postgres', serverVersion: '15.0' });
  });

  test('with TimescaleDB whose licence cannot be read counts as the Apache edition', async () => {
    const row = { extension_version: '2.19.3', extension_schema: 'ext', license: null };
    expect(await detectEngine(answering(row))).toMatchObject({
      name: 'timescale-apache',
      layout: 'hypertables',
      timescaledbLicense: 'apache',
      extensionSchema: 'ext',
    });
  });
});
