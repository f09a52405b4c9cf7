import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyIn, type Database, SQLSTATE, sql } from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { startProxy } from '../support/proxy.ts';

describeEachEngine('copying rows', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine, { migrated: false });
    await db.database.script('test.table', 'create table public.numbers (n integer)');
  });
  afterEach(() => db.drop());

  const statement = sql`copy public.numbers from stdin`;
  const copy = (pieces: Iterable<Uint8Array>, database: Database = db.database) =>
    database.transaction('test.copy', (session) =>
      copyIn(session, 'test.copy', { statement, pieces }),
    );
  const count = async () => {
    const [row] = await db.database.query<{ count: number }>(
      'test.count',
      sql`select count(*) from public.numbers`,
    );
    return row?.count;
  };
  const lines = (from: number, to: number) =>
    Buffer.from(Array.from({ length: to - from }, (_, n) => `${from + n}\n`).join(''));

  test('takes pieces of any size, and answers how many rows there were', async () => {
    const pieces = [lines(0, 1), lines(1, 200_000), Buffer.from('20'), Buffer.from('0000\n')];
    expect(await copy(pieces)).toBe(200_001);
    expect(await count()).toBe(200_001);
    expect(await copy([])).toBe(0);
  });

  test('fails as the server says, and the connection goes on', async () => {
    await expect(
      copy([lines(0, 5), Buffer.from('five\n'), lines(5, 100_000)]),
    ).rejects.toMatchObject({ code: '22P02' });
    await db.database.script('test.drop', 'alter table public.numbers rename to other');
    await expect(copy([lines(0, 100_000)])).rejects.toMatchObject({
      code: SQLSTATE.undefinedTable,
    });
    await db.database.script('test.drop', 'alter table public.other rename to numbers');
    expect(await copy([lines(0, 3)])).toBe(3);
  });

  test('fails with what making the pieces threw, and stores nothing', async () => {
    const pieces = function* () {
      yield lines(0, 100_000);
      throw new RangeError('no more');
    };
    await expect(copy(pieces())).rejects.toThrow('no more');
    expect(await count()).toBe(0);
    expect(await copy([lines(0, 3)])).toBe(3);
  });

  test('ends when the connection does', async () => {
    const proxy = await startProxy(db.url);
    try {
      const database = await db.connect({ target: { url: proxy.url } });
      const pieces = function* () {
        yield lines(0, 10);
        proxy.cut();
        for (let piece = 0; piece < 100; piece++) yield lines(0, 10_000);
      };
      await expect(copy(pieces(), database)).rejects.toThrow();
      expect(await count()).toBe(0);
      expect(await copy([lines(0, 3)], database)).toBe(3);
    } finally {
      await proxy.close();
    }
  });

  test('needs a transaction', async () => {
    const alone = copyIn(db.database, 'test.copy', { statement, pieces: [] });
    await expect(alone).rejects.toThrow('only a transaction');
  });
});
