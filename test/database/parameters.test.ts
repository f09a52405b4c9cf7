import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/database/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase('postgres');
});
afterAll(() => db?.drop());

/** Whatever an array of texts may hold that its literal form would give another meaning. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', '\\"', ',', ' ', '\n', "'", '{"a"}', '\\\\'),
);

test('a list of texts arrives as it was given, whatever is in it', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        anyText.map((text) => text.replaceAll('\u0000', '')),
        { maxLength: 8 },
      ),
      async (texts) => {
        const [row] = await db.database.query<{ echo: string[]; count: number }>(
          'test.echo',
          sql`select ${texts}::text[] as echo, cardinality(${texts}::text[]) as count`,
        );
        expect(row).toEqual({ echo: texts, count: texts.length });
      },
    ),
  ));

test('a list with gaps, and one of numbers, arrive as they were given', async () => {
  const [row] = await db.database.query(
    'test.echo',
    sql`select ${['a', null, 'NULL']}::text[] as texts, ${[1, 2]}::integer[] as numbers`,
  );
  expect(row).toEqual({ texts: ['a', null, 'NULL'], numbers: [1, 2] });
});
