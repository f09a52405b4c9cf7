import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ColumnType } from '../../../src/catalogue/index.ts';
import { copyIn, identifier, join, sql, trusted } from '../../../src/database/index.ts';
import { encoderOf } from '../../../src/ingest/writer/copy/index.ts';
import {
  type Shape,
  shapeOf,
  type Value,
  type Values,
} from '../../../src/ingest/writer/values/index.ts';
import { checkOf } from '../../../src/ingest/writer/values/value.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';

const TYPES = [
  'timestamp with time zone',
  'text',
  'text[]',
  'integer',
  'bigint',
  'real',
  'double precision',
  'boolean',
  'jsonb',
  'bytea',
  'uuid',
  'numeric',
  'integer[]',
  'bigint[]',
  'double precision[]',
] as const satisfies readonly ColumnType[];

/** Every type of a column must be here. */
const ALL: { readonly [T in ColumnType]: true } = Object.fromEntries(
  TYPES.map((type) => [type, true]),
) as { readonly [T in (typeof TYPES)[number]]: true };

const COLUMNS = Object.keys(ALL).map(
  (type, place) =>
    [`c${place}`, { type: type as ColumnType, nullable: true, meaning: type }] as const,
);

/** A shape whose rows have one column of each type. */
const SHAPE: Shape = {
  ...shapeOf('cpu_metrics'),
  columns: COLUMNS,
  names: COLUMNS.map(([name]) => name),
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    '',
    '\\N',
    '\\.',
    '\t',
    '\n',
    '\r\n',
    '\\',
    '"',
    '{}',
    'NULL',
    '\u0000',
    '\ud800x',
  ),
  fc.nat(70_000).map((length) => 'ü'.repeat(length)),
);
const bigint = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, -1n, 2n ** 32n, -(2n ** 32n), -(2n ** 32n) - 1n),
  fc.maxSafeInteger(),
);
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 5e-324, -5e-324, Number.MAX_VALUE, 2 ** 53, 0.1 + 0.2),
);
const decimal = fc
  .tuple(fc.boolean(), fc.stringMatching(/^\d{1,40}$/), fc.stringMatching(/^\d{0,40}$/))
  .map(([minus, whole, part]) => `${minus ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`);

const GIVEN: { readonly [T in ColumnType]: fc.Arbitrary<unknown> } = {
  // The years 1684 to 2255: all safe integers.
  'timestamp with time zone': fc.maxSafeInteger(),
  text,
  'text[]': fc.array(text, { maxLength: 5 }),
  integer: fc.integer(),
  bigint,
  real: fc.float({ noNaN: true, noDefaultInfinity: true }),
  'double precision': double,
  boolean: fc.boolean(),
  jsonb: fc.object({ maxDepth: 3, values: [text, fc.integer(), fc.boolean(), fc.constant(null)] }),
  bytea: fc.uint8Array({ maxLength: 300 }),
  uuid: fc.uuid(),
  numeric: decimal,
  'integer[]': fc.array(fc.integer(), { maxLength: 5 }),
  'bigint[]': fc.array(bigint, { maxLength: 5 }),
  'double precision[]': fc.array(double, { maxLength: 5 }),
};

const row = fc.tuple(
  ...COLUMNS.map(([, { type }]) => fc.option(GIVEN[type], { nil: null, freq: 10 })),
);

describeEachEngine('what is copied', (engine) => {
  let db: TestDatabase;
  const table = sql`public.everything`;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    const columns = COLUMNS.map(([name, { type }]) => `${name} ${type}`);
    await db.database.script(
      'test.table',
      `create table public.everything (place integer, ${columns.join(', ')})`,
    );
  });
  afterAll(() => db.drop());

  const copy = (values: readonly Values[]) =>
    db.database.transaction('test.copy', async (session) => {
      await session.script('test.empty', 'truncate public.everything');
      const names = join(COLUMNS.map(([name]) => identifier(name)));
      return copyIn(session, 'test.copy', {
        statement: sql`copy ${table} (place, ${names}) from stdin (format binary)`,
        pieces: encoderOf(SHAPE).numbered(values),
      });
    });

  /** The columns as text that names each value fully. */
  const read = () => {
    const told = COLUMNS.map(([name]) => sql`${identifier(name)}::text as ${identifier(name)}`);
    return db.database.query<{ [name: string]: string | null }>(
      'test.read',
      sql`select ${join(told)} from ${table} order by place`,
    );
  };

  test('is what was given, for values of every type', async () => {
    const checks = COLUMNS.map(([name, column]) => checkOf(name, column));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const values = rows.map((one) => checks.map((check, place) => check(one[place])));
        expect(await copy(values)).toBe(rows.length);
        const expected = await readBack(values);
        expect(await read()).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  /** What the server makes of the same values as parameters, which travel another way. */
  const readBack = async (values: readonly Values[]) => {
    const columns = COLUMNS.map(
      ([name, { type }]) =>
        sql`(given.${identifier(name)}::${trusted(type)})::text as ${identifier(name)}`,
    );
    const arrays = COLUMNS.map(
      ([, { type }], place) =>
        sql`${values.map((one) => parameterOf(type, one[place] ?? null))}::text[]`,
    );
    return db.database.query<{ [name: string]: string | null }>(
      'test.expected',
      sql`select ${join(columns)}
            from unnest(${join(arrays)}) with ordinality
              as given (${join(COLUMNS.map(([name]) => identifier(name)))}, place)
           order by place`,
    );
  };
});

/** A value as the text that the server reads for its type. */
function parameterOf(type: ColumnType, value: Value): string | null {
  if (value === null) return null;
  if (type === 'timestamp with time zone') return instantText(Number(value));
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map(memberText).join(',')}}`;
  return numberText(value);
}

function memberText(member: string | number | bigint): string {
  if (typeof member === 'string') return `"${member.replace(/["\\]/g, '\\$&')}"`;
  return numberText(member);
}

const numberText = (value: unknown) => (Object.is(value, -0) ? '-0' : String(value));

/** Without the program's own form of instants, which ends at milliseconds where it can. */
function instantText(micros: number): string {
  const millis = Math.floor(micros / 1_000);
  const rest = String(micros - millis * 1_000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}
