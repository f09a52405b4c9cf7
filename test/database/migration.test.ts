import { describe, expect, test } from 'vitest';
import { parseMigration, readMigrations } from '../../src/database/index.ts';
import { withNames } from '../../src/database/sql-text/index.ts';

const FILE = '0007_example.sql';

describe('a migration file', () => {
  test('is read as each storage layout sees it', () => {
    const text = 'create table t (a int)\n--! if partitions\npartition by range (a)\n--! end\n;\n';
    expect(parseMigration(FILE, text, 'partitions').steps).toEqual([
      'create table t (a int)\npartition by range (a)\n;',
    ]);
    expect(parseMigration(FILE, text, 'hypertables').steps).toEqual(['create table t (a int)\n;']);
  });

  test('has one checksum per layout, and a change for one layout leaves the other alone', () => {
    const text = (more: string) => `select 1;\n--! if hypertables\nselect 2;${more}\n--! end\n`;
    const checksum = (layout: 'partitions' | 'hypertables', more: string) =>
      parseMigration(FILE, text(more), layout).checksum;
    expect(checksum('partitions', ' -- new')).toBe(checksum('partitions', ''));
    expect(checksum('hypertables', ' -- new')).not.toBe(checksum('hypertables', ''));
  });

  test('has the same checksum when it is checked out with Windows line ends', () => {
    const text = '--! no-transaction\nselect 1;\n--! step\nselect 2;\n';
    expect(parseMigration(FILE, text.replaceAll('\n', '\r\n'), 'partitions')).toEqual(
      parseMigration(FILE, text, 'partitions'),
    );
  });

  test('without a transaction is cut into its steps', () => {
    const text = '--! no-transaction\nselect 1;\n--! step  \nselect 2;\n';
    const migration = parseMigration(FILE, text, 'partitions');
    expect(migration.transactional).toBe(false);
    expect(migration.steps).toEqual(['select 1;', 'select 2;']);
  });

  test.each([
    ['a name without a number', 'example.sql', ''],
    ['an unknown layout', FILE, '--! if cassandra\n--! end\n'],
    ['an "if" without an "end"', FILE, '--! if partitions\nselect 1;\n'],
    ['an "if" inside an "if"', FILE, '--! if partitions\n--! if hypertables\n--! end\n'],
  ])('with %s is refused', (_, file, text) => {
    expect(() => parseMigration(file, text, 'partitions')).toThrow(file);
  });

  test('gets the quoted names of the database, and its casts stay', () => {
    const names = { schema: 'My "radar"', chunkSchema: 'c', extensionSchema: null };
    expect(withNames("select ':x'::schema, :schema.t, :chunks.t, :extension.f()", names)).toBe(
      `select ':x'::schema, "My ""radar""".t, "c".t, "public".f()`,
    );
  });
});

test("the program's own migrations are numbered without a gap, in both layouts", async () => {
  for (const layout of ['partitions', 'hypertables'] as const) {
    const migrations = await readMigrations(layout);
    expect(migrations.map((one) => one.number)).toEqual(migrations.map((_, index) => index + 1));
  }
});
