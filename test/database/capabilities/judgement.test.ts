import { describe, expect, test } from 'vitest';
import {
  CAPABILITY_MEANINGS,
  type CapabilityName,
  capabilitiesOf,
  type Facts,
  missingNeeded,
} from '../../../src/database/capabilities/index.ts';
import { type Engine, hasCapability, quoteIdentifier } from '../../../src/database/index.ts';
import { createTestDatabase, describeEachEngine } from '../../support/database.ts';
import { COMMUNITY, FACTS, madeUp } from '../../support/made-up-server.ts';
import { createTestRole } from '../../support/role.ts';

const APACHE: Partial<Engine> = { name: 'timescale-apache', timescaledbLicense: 'apache' };
const PLAIN: Partial<Engine> = {
  name: 'postgres',
  layout: 'partitions',
  timescaledbVersion: null,
  timescaledbLicense: null,
  extensionSchema: null,
};

const missing = (engine: Partial<Engine>, facts: Partial<Facts> = {}) =>
  madeUp(engine, facts)
    .capabilities.filter((one) => !one.present)
    .map((one) => one.name);

const found = (name: CapabilityName, facts: Partial<Facts>, engine: Partial<Engine> = {}) =>
  madeUp(engine, facts).capabilities.find((one) => one.name === name);

describe('the capabilities', () => {
  test('of each engine differ as the engines do, and lack nothing that is needed', () => {
    expect(missing({})).toEqual(['concurrent_detach']);
    expect(missing(APACHE)).toEqual([
      'native_retention',
      'continuous_aggregates',
      'columnstore',
      'concurrent_detach',
    ]);
    expect(missing(PLAIN, { preloaded: false, timescaledbOffered: null })).toEqual([
      'hypertables',
      'native_retention',
      'continuous_aggregates',
      'columnstore',
      'preloaded',
    ]);
    for (const engine of [{}, APACHE, PLAIN]) {
      expect(missingNeeded(madeUp(engine).capabilities)).toEqual([]);
    }
  });

  test('are told whole: each with its meaning, a missing one with a sentence why', () => {
    const worst = capabilitiesOf(
      { ...COMMUNITY, ...APACHE },
      { ...FACTS, preloaded: false, standby: true, trigramInstalled: false, pooling: 'unknown' },
    );
    expect(worst.map((one) => one.name)).toEqual(Object.keys(CAPABILITY_MEANINGS));
    for (const { name, meaning, present, reason, hint, needed } of worst) {
      expect(meaning).toBe(CAPABILITY_MEANINGS[name]);
      expect(reason === null).toBe(present);
      if (reason !== null) expect(reason).toMatch(/^[A-Z].*\.$/);
      if (needed) expect(hint).toMatch(/^[A-Z].*\.$/);
    }
    expect(JSON.parse(JSON.stringify(worst))).toEqual(worst);
  });

  test('need the library of TimescaleDB only where the extension is in the database', () => {
    expect(found('preloaded', { preloaded: false })).toMatchObject({
      needed: true,
      hint: expect.stringContaining('shared_preload_libraries'),
    });
    expect(found('hypertables', { preloaded: false })?.present).toBe(false);
    expect(found('columnstore', { preloaded: false })?.present).toBe(false);
    expect(found('maintenance', { preloaded: false })?.present).toBe(false);
    expect(found('preloaded', { preloaded: false }, PLAIN)).toMatchObject({ needed: false });
    expect(found('maintenance', { preloaded: false }, PLAIN)?.present).toBe(true);
  });

  test.each([
    ['offered to whoever owns the database', { mayCreateInDatabase: true }, 'This role may'],
    ['offered, not to this role', {}, 'As the owner of the database'],
    ['untrusted here', { mayCreateInDatabase: true, trigramTrusted: false }, 'As the owner'],
    ['not on the server', { trigramOffered: false, superuser: true }, 'Install the package'],
  ])('say how to get pg_trgm: %s', (_, facts, hint) => {
    const finding = found('trigram_search', { ...facts, trigramInstalled: false });
    expect(finding).toMatchObject({ present: false, hint: expect.stringContaining(hint) });
  });

  test('tell a standby from a role that is read-only', () => {
    expect(found('writable', { standby: true })?.reason).toContain('is a standby');
    expect(found('writable', { readOnlyByDefault: true })?.reason).toContain(
      'default_transaction_read_only',
    );
    expect(found('maintenance', { standby: true })?.reason).toContain('is a standby');
  });

  test('name whose the schema is, and whose a table', () => {
    const other = { schemaOwner: 'somebody', ownsSchema: false };
    expect(found('owner_rights', other)?.hint).toContain('grant "somebody" to "radar"');
    expect(found('maintenance', other)?.present).toBe(false);
    const none = { schemaOwner: null, ownsSchema: false };
    expect(found('owner_rights', none)?.hint).toContain(
      'create schema "radar" authorization "radar"',
    );
    expect(found('owner_rights', { ...none, mayCreateInDatabase: true })?.present).toBe(true);
    expect(found('owner_rights', { foreignTable: 'logs' })?.present).toBe(true);
    expect(found('maintenance', { foreignTable: 'logs' })?.reason).toContain('"logs"');
  });
});

describeEachEngine('the capabilities of a real server', (engine) => {
  test('are those of its engine, and a superuser lacks none that is needed but pg_trgm', async () => {
    const db = await createTestDatabase(engine);
    try {
      const { capabilities } = db.database;
      expect(hasCapability(capabilities, 'hypertables')).toBe(engine !== 'postgres');
      expect(hasCapability(capabilities, 'columnstore')).toBe(engine === 'timescale');
      expect(hasCapability(capabilities, 'concurrent_detach')).toBe(engine === 'postgres');
      const lacking = missingNeeded(capabilities).map((one) => one.name);
      expect(lacking.filter((name) => name !== 'trigram_search')).toEqual([]);
      await db.database.script('test.trigram', 'create extension if not exists pg_trgm');
      await db.database.refresh();
      expect(missingNeeded(db.database.capabilities)).toEqual([]);
    } finally {
      await db.drop();
    }
  });

  test('of a role without rights lack the rights, and come with them', async () => {
    const db = await createTestDatabase(engine);
    const role = await createTestRole(db);
    try {
      const has = (name: CapabilityName) => hasCapability(role.database.capabilities, name);
      expect([has('owner_rights'), has('maintenance'), has('writable')]).toEqual([
        false,
        false,
        true,
      ]);
      await db.database.script('test.own', `alter schema radar owner to ${role.quoted}`);
      await role.database.refresh();
      expect([has('owner_rights'), has('maintenance')]).toEqual([true, false]);
      await db.database.script('test.own', 'alter schema radar owner to current_user');
    } finally {
      await role.drop();
      await db.drop();
    }
  });

  test('tell when Apache AGE stands first on the search_path of the role', async () => {
    const db = await createTestDatabase(engine);
    try {
      expect(hasCapability(db.database.capabilities, 'search_path_safe')).toBe(true);
      await db.database.script(
        'test.age',
        `alter database ${quoteIdentifier(db.name)} set search_path = ag_catalog, "$user", public`,
      );
      const { capabilities } = await db.connect();
      const path = capabilities.find((one) => one.name === 'search_path_safe');
      expect(path).toMatchObject({ present: false, reason: expect.stringContaining('Apache AGE') });
    } finally {
      await db.drop();
    }
  });
});
