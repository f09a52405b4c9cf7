import { describe, expect, test } from 'vitest';
import { detectEngine } from '../../src/database/engine.ts';
import type { Session } from '../../src/database/index.ts';
import { untested } from '../../src/database/supported.ts';
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

  test.each(['2.18.2', '2.9.0', '1.7.5'])('with TimescaleDB %s is refused', async (version) => {
    const old = answering({ extension_version: version, extension_schema: 'public' });
    const fault = await expectRadarError(detectEngine(old), 'DATABASE_TOO_OLD');
    expect(fault.message).toBe(
      `The database has TimescaleDB ${version}; radarstore needs version 2.19 or newer.`,
    );
    expect(fault.hint).toContain('alter extension timescaledb update');
  });

  test('with TimescaleDB whose licence cannot be read counts as the Apache edition', async () => {
    const row = { extension_version: '2.19.3', extension_schema: 'ext', license: null };
    expect(await detectEngine(answering(row))).toMatchObject({
      name: 'timescale-apache',
      layout: 'hypertables',
      timescaledbLicense: null,
      extensionSchema: 'ext',
    });
  });
});

describe('versions newer than any that was tested', () => {
  const on = (serverVersionNumber: number, timescaledbVersion: string | null = null) =>
    untested({ serverVersion: 'it', serverVersionNumber, timescaledbVersion });

  test.each([
    [150_000, null],
    [180_099, null],
    [150_000, '2.28.9'],
    [160_000, '2.31.2'],
    [180_000, '2.19.0-dev'],
  ])('are not %d with TimescaleDB %s', (server, extension) => {
    expect(on(server, extension)).toEqual([]);
  });

  test.each([
    [190_000, null, 'tested with (15 to 18)'],
    [150_000, '2.29.0', 'tested with (2.19 to 2.28)'],
    [160_000, '2.32.0', 'tested with (2.19 to 2.31)'],
    [170_000, '3.0.0', 'tested with (2.19 to 2.31)'],
  ])('are %d with TimescaleDB %s, and one sentence says so', (server, extension, words) => {
    expect(on(server, extension)).toEqual([expect.stringContaining(words)]);
  });
});
