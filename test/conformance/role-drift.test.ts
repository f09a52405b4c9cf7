import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applySchema, type Database, type Drift, verifySchema } from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { type BootstrappedDatabase, bootstrapDatabase } from '../support/bootstrap.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };

interface Case {
  readonly title: string;
  /** SQL of a superuser; :owner, :writer, :reader and :database are put in. */
  readonly harm: string;
  readonly drift: Partial<Drift>;
}

const CASES: readonly Case[] = [
  {
    title: 'a right that the writer lost',
    harm: 'revoke insert on radar.cpu_metrics from :writer',
    drift: {
      kind: 'grant',
      name: ':writer on radar.cpu_metrics',
      severity: 'broken',
      expected: 'select, insert, update',
      found: 'select, update',
    },
  },
  {
    title: 'a right that the reader lost',
    harm: 'revoke select on radar_grafana.cpu_metrics from :reader',
    drift: {
      kind: 'grant',
      name: ':reader on radar_grafana.cpu_metrics',
      severity: 'broken',
      expected: 'select',
      found: 'nothing',
    },
  },
  {
    title: 'a secret that the reader sees',
    harm: 'grant select on radar.users to :reader',
    drift: {
      kind: 'grant',
      name: ':reader on radar.users',
      severity: 'broken',
      expected: 'nothing',
      found: 'select',
    },
  },
  {
    title: 'a secret that everybody sees',
    harm: 'grant select on radar.users to public',
    drift: {
      kind: 'grant',
      name: ':reader on radar.users',
      severity: 'broken',
      expected: 'nothing',
      found: 'select',
    },
  },
  {
    title: 'a right that the writer got',
    harm: 'grant delete on radar.logs to :writer',
    drift: {
      kind: 'grant',
      name: ':writer on radar.logs',
      severity: 'extra',
      expected: 'select, insert',
      found: 'select, insert, delete',
    },
  },
  {
    title: 'a schema that the reader may not enter',
    harm: 'revoke usage on schema radar_grafana from :reader',
    drift: {
      kind: 'grant',
      name: ':reader on schema radar_grafana',
      severity: 'broken',
      found: 'nothing',
    },
  },
  {
    title: 'a schema in which the writer may make tables',
    harm: 'grant create on schema radar to :writer',
    drift: { kind: 'grant', name: ':writer on schema radar', severity: 'extra', found: 'create' },
  },
  {
    title: 'a function that the reader may not call',
    harm: 'revoke execute on function radar.histogram_merge(jsonb, jsonb) from public, :reader',
    drift: {
      kind: 'grant',
      name: ':reader on function radar.histogram_merge(jsonb,jsonb)',
      severity: 'broken',
    },
  },
  {
    title: 'a table of another owner',
    harm: 'alter table radar.agents owner to current_user',
    drift: { kind: 'owner', name: 'radar.agents', severity: 'broken', expected: ':owner' },
  },
  {
    title: 'a function of another owner',
    harm: 'alter function radar.rollup_group(text) owner to current_user',
    drift: {
      kind: 'owner',
      name: 'radar.rollup_group(text)',
      severity: 'broken',
      expected: ':owner',
    },
  },
  {
    title: 'a reader whose statements never end',
    harm: 'alter role :reader reset statement_timeout',
    drift: { kind: 'role', name: ':reader', severity: 'differs', found: 'none' },
  },
  {
    title: 'an owner who cannot log in',
    harm: 'alter role :owner nologin',
    drift: { kind: 'role', name: ':owner', severity: 'differs', found: 'may not' },
  },
  {
    title: 'a writer who may make no temporary tables',
    harm: 'revoke temporary on database :database from public, :writer',
    drift: { kind: 'role', name: ':writer', severity: 'broken', found: 'may not' },
  },
  {
    title: 'a schema of Apache AGE that comes first for the writer, with tables of our names',
    harm: `create schema ag_catalog; create table ag_catalog.cpu_metrics (id integer);
           alter role :writer in database :database set search_path = ag_catalog, "$user", public, radar`,
    drift: {
      kind: 'search_path',
      name: ':writer',
      severity: 'differs',
      found: 'ag_catalog, "$user", public, radar, where ag_catalog holds cpu_metrics',
    },
  },
];

describeEachEngine('drift of roles', (engine) => {
  let db: TestDatabase;
  let boot: BootstrappedDatabase;
  let owner: Database;
  /** A superuser, who sees and may do everything, with the same names of roles. */
  let admin: Database;
  const prepare = async () => {
    db = await createTestDatabase(engine, { migrated: false });
    boot = await bootstrapDatabase(db);
    owner = await boot.connect('owner', { maxConnections: 1 });
    const { writer, reader } = boot.roles;
    admin = await db.connect({ maxConnections: 1, roles: { writer, reader } });
    await applySchema(owner, OPTIONS);
  };
  const drop = async () => {
    await owner?.close();
    await admin?.close();
    await boot?.drop();
    await db?.drop();
  };

  describe('of one database, which each case leaves as it was,', () => {
    beforeAll(prepare);
    afterAll(drop);

    test.each(CASES)('$title is named, and mended by its statement', async ({ harm, drift }) => {
      await admin.script('test.harm', fill(harm));
      const named = await driftsNow();
      const expected = Object.fromEntries(
        Object.entries(drift).map(([key, value]) => [key, value === null ? null : fill(value)]),
      );
      expect(named).toHaveLength(1);
      expect(named[0]).toMatchObject(expected);
      await admin.script('test.mend', named[0]?.mend ?? '');
      expect(await driftsNow()).toEqual([]);
    });
  });

  describe('of a database of its own:', () => {
    beforeEach(prepare);
    afterEach(drop);

    test('a reader that is a superuser is told as that, and not right by right', async () => {
      await admin.script('test.harm', fill('alter role :reader superuser'));
      const named = await driftsNow();
      expect(named).toHaveLength(1);
      expect(named[0]).toMatchObject({ kind: 'role', name: boot.roles.reader, severity: 'broken' });
    });

    test('a role that does not exist leaves its question open', async () => {
      const pool = await boot.connect('owner', {
        maxConnections: 1,
        roles: { writer: 'nobody_of_this_name', reader: null },
      });
      const { skipped } = await verifySchema(pool);
      expect(skipped).toContainEqual({
        check: 'rights of the writer',
        reason: expect.stringContaining('role nobody_of_this_name does not exist'),
      });
      await pool.close();
    });

    test('a table of another owner keeps the owner from making it anew, who is told which', async () => {
      await admin.script(
        'test.harm',
        'alter table radar.agents owner to current_user; delete from radar.schema_programmables',
      );
      const fault = await expectRadarError(applySchema(owner, OPTIONS), 'SCHEMA_FORBIDDEN');
      expect(fault.message).toContain('agents');
    });
  });

  async function driftsNow(): Promise<readonly Drift[]> {
    const { drifts } = await verifySchema(admin);
    return drifts.filter((drift) => !drift.expected.includes('gin_trgm_ops'));
  }

  function fill(text: string): string {
    const values: { readonly [name: string]: string } = { ...boot.roles, database: `"${db.name}"` };
    return text.replace(
      /:(owner|writer|reader|database)\b/g,
      (_, name: string) => values[name] ?? '',
    );
  }
});
