import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  applyReconcile,
  applySchema,
  connectDatabase,
  type Database,
  startEmbedded,
  verifySchema,
} from '../../src/database/index.ts';
import { judgeExtension } from '../../src/database/verify/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { findEngines } from '../support/engine-presence.ts';
import { poolOptions } from '../support/target.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };

const origin = (await findEngines()).find((one) => one.name === 'timescale-apache')?.origin;
const binaries = origin?.kind === 'started' ? origin.binaries : undefined;

const NAMES = {
  schema: 'radar',
  chunkSchema: 'radar_chunks',
  extensionSchema: 'public',
  grafanaSchema: null,
  roles: { writer: null, reader: null },
};

describe('the extension timescaledb', () => {
  const engine = (timescaledbVersion: string | null) => ({
    name: timescaledbVersion === null ? ('postgres' as const) : ('timescale-apache' as const),
    layout: timescaledbVersion === null ? ('partitions' as const) : ('hypertables' as const),
    serverVersion: '17.6',
    serverVersionNumber: 170_006,
    timescaledbVersion,
    timescaledbLicense: timescaledbVersion === null ? null : 'apache',
    extensionSchema: timescaledbVersion === null ? null : 'public',
    readOnly: false,
  });
  const judge = (
    version: string | null,
    layout: 'partitions' | 'hypertables',
    facts: { preloaded?: boolean; offered?: string | null } = {},
  ) =>
    judgeExtension(
      { names: NAMES, engine: engine(version), layout },
      { preloaded: true, offered: '2.23.0', ...facts },
    );

  test.each([
    ['as the schema needs it', '2.19.3', 'hypertables'],
    ['of a later major version', '3.0.0', 'hypertables'],
    ['absent from a schema without it', null, 'partitions'],
  ] as const)('%s is no drift', (_, version, layout) => {
    expect(judge(version, layout)).toEqual([]);
  });

  test('that went away is missed, whether the server offers it or not', () => {
    expect(judge(null, 'hypertables')).toMatchObject([
      { kind: 'engine', severity: 'broken', found: 'nothing' },
    ]);
    expect(judge(null, 'hypertables', { offered: null })[0]?.found).toContain('offers none');
  });

  test('that came later to a schema without it is broken', () => {
    expect(judge('2.23.0', 'partitions')).toMatchObject([{ severity: 'broken', found: '2.23.0' }]);
  });

  test('of an old version is to be updated', () => {
    expect(judge('2.18.2', 'hypertables')).toMatchObject([
      { severity: 'differs', mend: expect.stringContaining('alter extension timescaledb update') },
    ]);
  });

  test('that the server does not load is broken, whatever its version', () => {
    const [drift] = judge('2.18.2', 'hypertables', { preloaded: false });
    expect(drift).toMatchObject({ severity: 'broken' });
    expect(drift?.mend).toContain('shared_preload_libraries');
  });
});

describe.skipIf(binaries === undefined)('a server that no longer loads TimescaleDB', () => {
  test('is told as that, and its tables are not touched', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'radarstore-preload-'));
    await chmod(dataDir, 0o711); // as root the server runs as another user
    const withServer = async (preload: string, work: (database: Database) => Promise<void>) => {
      const server = await startEmbedded({
        dataDir,
        port: null,
        log: silentLogger,
        configuration: {
          fsync: 'off',
          shared_preload_libraries: preload,
          'timescaledb.telemetry_level': 'off',
          'timescaledb.license': 'apache',
        },
        ...(binaries === undefined ? {} : { binaries }),
      });
      try {
        const database = await connectDatabase(poolOptions(server.target));
        await work(database).finally(() => database.close());
      } finally {
        await server.stop();
      }
    };
    try {
      await withServer('timescaledb', async (first) => {
        await first.script('test.extension', 'create extension timescaledb schema public');
      });
      await withServer('timescaledb', async (database) => {
        await applySchema(database, OPTIONS);
        const desired = { retention: new Map(), intervalMs: 600_000 };
        await applyReconcile(database, { ...OPTIONS, desired, actor: 'test', mayShorten: false });
        expect((await verifySchema(database)).drifts).toEqual([]);
      });
      await withServer('', async (database) => {
        const { drifts, skipped } = await verifySchema(database);
        expect(drifts).toMatchObject([{ kind: 'engine', name: 'timescaledb', severity: 'broken' }]);
        expect(skipped.length).toBeGreaterThan(5);
        expect(skipped.every((one) => one.reason.includes('not loaded'))).toBe(true);
      });
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
