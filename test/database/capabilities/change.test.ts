import { describe, expect, test } from 'vitest';
import { describeChange } from '../../../src/database/capabilities/index.ts';
import {
  applySchema,
  type Engine,
  hasCapability,
  planSchema,
  quoteIdentifier,
} from '../../../src/database/index.ts';
import { createLogger, silentLogger } from '../../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, needs } from '../../support/database.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { COMMUNITY } from '../../support/made-up-server.ts';

const PROGRAM = { log: silentLogger, programVersion: 'test' };

describe('a server that became another', () => {
  const change = (after: Partial<Engine>, before: Partial<Engine> = {}) =>
    describeChange({ ...COMMUNITY, ...before }, { ...COMMUNITY, ...after });
  const none = { name: 'postgres', timescaledbVersion: null, extensionSchema: null } as const;

  test('and one that did not', () => {
    expect(change({})).toEqual([]);
  });

  test.each<[string, Partial<Engine>, Partial<Engine>, RegExp]>([
    ['an upgrade', { serverVersion: '18.1' }, {}, /was PostgreSQL 17\.5 and is 18\.1 now/],
    ['an update', { timescaledbVersion: '2.25.0' }, {}, /was 2\.24\.0 and is 2\.25\.0 now/],
    ['a restart without the library', { timescaledbLicense: null }, {}, /no longer loads/],
    ['a restart with the library', {}, { timescaledbLicense: null }, /loads the library .* again/],
    ['Community to Apache', { name: 'timescale-apache' }, {}, /Apache edition now.*schema apply/],
    ['Apache to Community', {}, { name: 'timescale-apache' }, /Community edition now.*apply/],
    ['the extension dropped', none, {}, /no longer in this database.*cannot go on without/],
    ['the extension created', {}, none, /is in this database now.*cannot go on with it/],
    ['the extension moved', { extensionSchema: 'ext' }, {}, /from schema "public" to "ext"/],
    ['a fail-over to a standby', { readOnly: true }, {}, /takes no writes now/],
    ['a promotion', {}, { readOnly: true }, /takes writes now/],
  ])('by %s is told in a sentence', (_, after, before, sentence) => {
    const [told, ...more] = change(after, before);
    expect(told).toMatch(sentence);
    expect(told).toMatch(/^[A-Z].*\.$/);
    expect(more).toEqual([]);
  });

  test('in several ways is told in as many sentences', () => {
    expect(change({ serverVersion: '18.1', readOnly: true })).toHaveLength(2);
  });
});

describeEachEngine('a database under which the engine changes', (engine) => {
  test('is noticed by the next connection, logged, and refused with the way over', async (context) => {
    const db = await createTestDatabase(engine, { migrated: false });
    try {
      needs(context, db.database, 'hypertables');
      const inNewSession = async (statement: string) => {
        const pool = await db.connect({ maxConnections: 1 });
        await pool.script('test.change', statement);
        await pool.close();
      };
      await inNewSession('drop extension timescaledb');
      const lines: string[] = [];
      const log = createLogger({
        level: 'warn',
        format: 'json',
        write: (line) => void lines.push(line),
      });
      const database = await db.connect({ log });
      expect(database.engine.name).toBe('postgres');
      await applySchema(database, PROGRAM);
      expect(lines).toEqual([]);

      await inNewSession('create extension timescaledb with schema public');
      await database.session('test.new_connection', async () => {});
      expect(database.engine).toMatchObject({ name: engine, extensionSchema: 'public' });
      expect(database.names.extensionSchema).toBe('public');
      expect(hasCapability(database.capabilities, 'hypertables')).toBe(true);
      expect(lines.join('')).toContain('is in this database now');

      for (const work of [() => planSchema(database), () => applySchema(database, PROGRAM)]) {
        const fault = await expectRadarError(work, 'ENGINE_CHANGED');
        expect(fault.message).toContain('was made on plain PostgreSQL');
        expect(fault.hint).toContain('pg_dump --data-only --schema=radar');
      }
      expect(lines).toHaveLength(1);
    } finally {
      await db.drop();
    }
  });

  test('that became read-only and writable again is noticed both times', async () => {
    const db = await createTestDatabase(engine, { migrated: false });
    try {
      const database = await db.connect();
      const name = quoteIdentifier(db.name);
      const turn = async (value: string) => {
        const setting = `default_transaction_read_only = ${value}`;
        await db.database.script('test.read_only', `alter database ${name} set ${setting}`);
        await database.session('test.new_connection', async () => {});
        return hasCapability(database.capabilities, 'writable');
      };
      expect(await turn('on')).toBe(false);
      expect(database.engine.readOnly).toBe(true);
      expect(await turn('off')).toBe(true);
      expect(database.engine.readOnly).toBe(false);
    } finally {
      await db.drop();
    }
  });
});
