import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/core/index.ts';
import { judgeConnections, judgeEngine } from '../../src/database/doctor/index.ts';
import {
  type Database,
  diagnoseDatabase,
  MAINTENANCE_JOBS,
  quoteIdentifier,
  runJob,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { madeUp } from '../support/made-up-server.ts';
import { createTestRole } from '../support/role.ts';
import { changeUrl } from '../support/target.ts';

const NAMES = [
  'server',
  'engine',
  'capabilities',
  'writable',
  'schema',
  'rights',
  'search_path',
  'durability',
  'connections',
  'clock',
  'maintenance',
];

async function examine(database: Database, clock: Clock = systemClock) {
  const findings = await diagnoseDatabase({ database, clock, maintenanceIntervalMs: 600_000 });
  expect(findings.map((finding) => finding.name)).toEqual(NAMES);
  for (const { state, message, hint } of findings) {
    expect(message).toMatch(/^[A-Za-z0-9].*\.$/);
    if (state !== 'ok' && !message.startsWith('This could not')) expect(hint).toMatch(/\.$/);
  }
  return new Map(findings.map((finding) => [finding.name, finding]));
}

describeEachEngine('the doctor of a database', (engine) => {
  let db: TestDatabase;
  afterEach(async () => db?.drop());

  describe('with our schema', () => {
    beforeEach(async () => {
      db = await createTestDatabase(engine);
    });

    test('finds the engine and why, the schema, and the rights of its owner', async () => {
      const findings = await examine(db.database);
      expect(findings.get('server')).toMatchObject({ state: 'ok' });
      expect(findings.get('engine')).toMatchObject({
        state: 'ok',
        message: expect.stringContaining(`Engine ${engine}, because`),
      });
      expect(findings.get('schema')).toMatchObject({ state: 'ok' });
      expect(findings.get('rights')).toMatchObject({ state: 'ok' });
      expect(findings.get('clock')).toMatchObject({ state: 'ok' });
    });

    test('warns while nobody maintains, and is content after a run', async () => {
      expect((await examine(db.database)).get('maintenance')).toMatchObject({ state: 'degraded' });
      const options = { database: db.database, clock: systemClock, log: silentLogger };
      for (const { name } of MAINTENANCE_JOBS) await runJob(options, name);
      expect((await examine(db.database)).get('maintenance')).toMatchObject({ state: 'ok' });
    });

    test('names the settings of a server that can lose committed rows', async () => {
      const name = quoteIdentifier(db.name);
      await db.database.script('test.async', `alter database ${name} set synchronous_commit = off`);
      const fresh = await db.connect();
      const finding = (await examine(fresh)).get('durability');
      expect(finding).toMatchObject({ state: 'degraded' });
      expect(finding?.message).toContain('synchronous_commit (a crash of the server can lose rows');
      expect(finding?.hint).toContain('alter system set synchronous_commit = on');
    });

    test.each([
      [3_500, 'behind'],
      [-3_500, 'ahead of'],
    ])('tells a clock that is %d ms off', async (offsetMs, side) => {
      const clock = manualClock(systemClock.now() + offsetMs * 1_000);
      const finding = (await examine(db.database, clock)).get('clock');
      expect(finding).toMatchObject({ state: 'degraded' });
      expect(finding?.message).toContain(`${side} that of this machine`);
    });

    test('warns a role that is not the owner, and says whom to ask', async () => {
      const role = await createTestRole(db);
      try {
        const findings = await examine(role.database);
        expect(findings.get('rights')).toMatchObject({
          state: 'degraded',
          message: expect.stringContaining('cannot migrate or maintain'),
          hint: expect.stringContaining(`to ${role.quoted}`),
        });
        // What such a role may not read is a warning, neither fine nor broken.
        expect(findings.get('schema')).toMatchObject({
          state: 'degraded',
          message: expect.stringMatching(/^This could not be found out: .*permission denied/),
        });
      } finally {
        await role.drop();
      }
    });

    test('warns an owner of the schema to whom a table does not belong', async () => {
      const role = await createTestRole(db, async (quoted) => {
        await db.database.script('test.own', `alter schema radar owner to ${quoted}`);
      });
      try {
        const finding = (await examine(role.database)).get('rights');
        expect(finding?.message).toMatch(/^Table "radar"\."\w+" belongs to another role/);
      } finally {
        await db.database.script('test.give_back', 'alter schema radar owner to current_user');
        await role.drop();
      }
    });

    test('warns when Apache AGE puts its schema first for those who use psql', async () => {
      await db.database.script(
        'test.age',
        `alter database ${quoteIdentifier(db.name)} set search_path = ag_catalog, "$user", public`,
      );
      const fresh = await db.connect();
      expect((await examine(fresh)).get('search_path')).toMatchObject({
        state: 'degraded',
        message: expect.stringContaining('ag_catalog'),
      });
    });

    test('fails a read-only database', async () => {
      const url = new URL(changeUrl(db.url, {}));
      url.searchParams.set('options', '-c default_transaction_read_only=on');
      const standby = await db.connect({ target: { url: url.href } });
      expect((await examine(standby)).get('writable')).toMatchObject({ state: 'failed' });
    });
  });

  describe('without our schema', () => {
    beforeEach(async () => {
      db = await createTestDatabase(engine, { migrated: false });
    });

    test('warns that it is to be made, and changes nothing', async () => {
      const findings = await examine(db.database);
      expect(findings.get('schema')).toMatchObject({ state: 'degraded' });
      expect(findings.get('rights')).toMatchObject({ state: 'ok' });
      expect(findings.get('maintenance')).toMatchObject({ state: 'ok' });
      expect((await examine(db.database)).get('schema')).toMatchObject({ state: 'degraded' });
    });

    test('fails a role that may not make it, with the statement that mends it', async () => {
      const role = await createTestRole(db);
      try {
        expect((await examine(role.database)).get('rights')).toMatchObject({
          state: 'failed',
          hint: expect.stringContaining(`create schema "radar" authorization ${role.quoted}`),
        });
      } finally {
        await role.drop();
      }
    });
  });
});

describe('the judgement on an engine', () => {
  test('is good for a version of TimescaleDB that was tested', () => {
    expect(judgeEngine(madeUp()).state).toBe('ok');
  });

  test('is a failure for an extension whose library the server does not load', () => {
    const finding = judgeEngine(madeUp({}, { preloaded: false }));
    expect(finding.state).toBe('failed');
    expect(finding.hint).toContain('shared_preload_libraries');
  });

  test.each(['2.32.0', '3.0.0'])('is a warning for TimescaleDB %s', (timescaledbVersion) => {
    const finding = judgeEngine(madeUp({ timescaledbVersion }));
    expect(finding.state).toBe('degraded');
    expect(finding.hint).toContain('newer radarstore');
  });

  test('mentions TimescaleDB that the server offers and the database does not have', () => {
    const plain = { name: 'postgres', layout: 'partitions', timescaledbVersion: null } as const;
    const offered = madeUp(plain, { timescaledbOffered: '2.24.0' });
    expect(judgeEngine(offered).message).toContain('offers version 2.24.0');
    const none = judgeEngine(madeUp(plain, { timescaledbOffered: null }));
    expect(none.message).toMatch(/^Engine postgres, because extension .* offers none\.$/);
  });
});

describe('the judgement on room for connections', () => {
  const roomy = {
    role: 'radar',
    allowed: 97,
    used: 5,
    role_limit: -1,
    role_used: 5,
    database_limit: -1,
    database_used: 5,
  };

  test('is good while the pool and what is beside it fit', () => {
    expect(judgeConnections(roomy, 90).state).toBe('ok');
    expect(judgeConnections(roomy, 91).state).toBe('degraded');
  });

  test('names the tightest limit and a pool size that fits', () => {
    const finding = judgeConnections({ ...roomy, role_limit: 10 }, 10);
    expect(finding.message).toContain('5 more connections are allowed by role "radar"');
    expect(finding.hint).toContain('at most 3');
    expect(judgeConnections({ ...roomy, database_limit: 6 }, 10).message).toContain('the database');
  });
});
