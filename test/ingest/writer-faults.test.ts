import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NewRow } from '../../src/catalogue/index.ts';
import { systemClock } from '../../src/core/index.ts';
import { type Database, sql } from '../../src/database/index.ts';
import { startWriter, type Writer, type WriterOptions } from '../../src/ingest/index.ts';
import { createMetrics, type Metrics, silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

type Memory = NewRow<'memory_metrics'>;

const start = systemClock.now();
let made = 0;

/** Rows with a key of their own each; `device_id` may be given. */
function rows(count: number, deviceId = 'default:192.0.2.1'): Memory[] {
  return Array.from({ length: count }, () => ({
    timestamp: start + made++,
    device_id: deviceId,
    total_bytes: 1,
  }));
}

/** A text that no index takes: a key of more than 2,704 bytes that does not compress. */
const tooLong = () => randomBytes(6_000).toString('base64');

describeEachEngine('the writer', (engine) => {
  let db: TestDatabase;
  let metrics: Metrics;
  let writers: Writer[];
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  beforeEach(async () => {
    await db.database.script('test.empty', 'truncate radar.memory_metrics');
    metrics = createMetrics('test');
    writers = [];
  });
  afterEach(async () => {
    for (const writer of writers) await writer.stop(0);
  });
  afterAll(() => db.drop());

  const startOne = (options: Partial<WriterOptions> = {}): Writer => {
    const writer = startWriter({
      database: db.database,
      clock: systemClock,
      metrics: createMetrics('test'),
      log: silentLogger,
      ...options,
    });
    writers.push(writer);
    return writer;
  };
  const countStored = async (): Promise<number> => {
    const [row] = await db.database.query<{ count: number }>(
      'test.count',
      sql`select count(*) from radar.memory_metrics`,
    );
    return row?.count ?? 0;
  };
  const countedRows = async (outcome: string): Promise<number> => {
    const { values } = await metrics.rows.get();
    return values.find((one) => one.labels.outcome === outcome)?.value ?? 0;
  };
  /** Holds the table, so that writes to it wait, until the returned function is called. */
  const holdTable = async (): Promise<() => Promise<void>> => {
    const release = withResolvers();
    const held = withResolvers();
    const holding = db.database.transaction('test.hold', async (session) => {
      await session.script('test.hold', 'lock table radar.memory_metrics in access exclusive mode');
      held.resolve();
      await release.promise;
    });
    await held.promise;
    return async () => {
      release.resolve();
      await holding;
    };
  };

  describe('with rows that only the server refuses', () => {
    test('stores all others, and tells which were refused and why', async () => {
      const writer = startOne({ metrics });
      const good = rows(50);
      const batch = [
        ...good.slice(0, 3),
        ...rows(1, tooLong()),
        ...good.slice(3),
        ...rows(1, tooLong()),
      ];
      const outcome = (await writer.write({ rows: { memory_metrics: batch } })).memory_metrics;
      expect(outcome).toMatchObject({ stored: 50, duplicate: 0 });
      expect(outcome?.refused.map(({ index, reason }) => [index, reason])).toEqual([
        [3, 'bad_value'],
        [51, 'bad_value'],
      ]);
      expect(outcome?.refused[0]?.message).toMatch(/index/);
      expect(await countStored()).toBe(50);
      expect(await countedRows('refused')).toBe(2);
      expect(await countedRows('stored')).toBe(50);
    });

    test('tells their places also beside rows that it refused itself', async () => {
      const writer = startOne();
      const nan = { ...rows(1)[0], usage_percent: Number.NaN } as Memory;
      const batch = [nan, ...rows(1), ...rows(1, tooLong()), nan, ...rows(1)];
      const outcome = (await writer.write({ rows: { memory_metrics: batch } })).memory_metrics;
      expect(outcome?.stored).toBe(2);
      expect(outcome?.refused.map(({ index, reason }) => [index, reason])).toEqual([
        [0, 'not_finite'],
        [2, 'bad_value'],
        [3, 'not_finite'],
      ]);
    });

    test('commits the good rows together with the work alongside, which knows of the bad ones', async () => {
      const writer = startOne();
      let seen = 0;
      const work = writer.write({
        rows: { memory_metrics: [...rows(2), ...rows(1, tooLong())] },
        alongside: async (session, outcome) => {
          seen = outcome.memory_metrics?.refused.length ?? 0;
          await session.script('test.fail', 'select 1 / 0');
        },
      });
      await expectRadarError(work, 'INTERNAL');
      expect(seen).toBe(1);
      expect(await countStored()).toBe(0);
    });

    test('takes a batch in which every row is bad', async () => {
      const writer = startOne();
      const batch = Array.from({ length: 5 }, () => rows(1, tooLong())[0] as Memory);
      const outcome = (await writer.write({ rows: { memory_metrics: batch } })).memory_metrics;
      expect(outcome).toMatchObject({ stored: 0, duplicate: 0 });
      expect(outcome?.refused.map((one) => one.index)).toEqual([0, 1, 2, 3, 4]);
    });
  });

  describe('with work alongside', () => {
    test('that cannot be done, stores nothing, says so, and goes on with the next batch', async () => {
      const writer = startOne();
      const faults = [
        new TypeError('undefined is not a device'),
        Object.assign(new Error('value too long'), { code: '22001' }),
      ];
      for (const fault of faults) {
        const failing = writer.write({
          rows: { memory_metrics: rows(1) },
          alongside: () => Promise.reject(fault),
        });
        await expectRadarError(failing, 'INTERNAL');
      }
      expect(await countStored()).toBe(0);
      await writer.write({ rows: { memory_metrics: rows(1) } });
      expect(await countStored()).toBe(1);
      expect(writer.check().state).toBe('ok');
    });

    test('that may succeed later, is done again, and the rows are there once', async () => {
      const writer = startOne({ metrics });
      let runs = 0;
      await writer.write({
        rows: { memory_metrics: rows(3) },
        alongside: async () => {
          runs++;
          if (runs < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        },
      });
      expect(runs).toBe(3);
      expect(await countStored()).toBe(3);
      expect(await countedRows('stored')).toBe(3);
      expect(await countedRows('duplicate')).toBe(0);
    });

    test('that needs what an operator must mend, waits for it', async () => {
      const writer = startOne();
      const waiting = writer.write({
        rows: { memory_metrics: rows(1) },
        alongside: (session) =>
          session.script('test.insert', 'insert into public.later values (1)'),
      });
      await until('the fault is told', () => writer.check().message.includes('later'));
      expect(writer.check().state).toBe('degraded');
      expect(await countStored()).toBe(0);
      await db.database.script('test.mend', 'create table public.later (one integer)');
      await waiting;
      expect(await countStored()).toBe(1);
      expect(writer.check().state).toBe('ok');
    });

    test('and no rows, does the work', async () => {
      const writer = startOne();
      let done = 0;
      expect(await writer.write({ rows: {}, alongside: async () => void done++ })).toEqual({});
      expect(done).toBe(1);
    });
  });

  describe('without room in its queue', () => {
    test('refuses the batch, takes it when there is room again, and counts neither twice', async () => {
      const writer = startOne({ queueRows: 10, metrics });
      const release = await holdTable();
      const first = writer.write({ rows: { memory_metrics: rows(8) } });
      const third = rows(3);
      await expectRadarError(writer.write({ rows: { memory_metrics: third } }), 'QUEUE_FULL');
      const second = writer.write({ rows: { memory_metrics: rows(2) } });
      expect(writer.check()).toMatchObject({ state: 'degraded', detail: { rows: 10, limit: 10 } });
      await release();
      await Promise.all([first, second]);
      await writer.write({ rows: { memory_metrics: third } });
      expect(await countStored()).toBe(13);
      expect(await countedRows('received')).toBe(13);
      expect(await countedRows('turned_away')).toBe(3);
      expect(writer.check()).toMatchObject({ state: 'ok', detail: { rows: 0, bytes: 0 } });
    });

    test('for bytes refuses the batch as well', async () => {
      const writer = startOne({ queueBytes: 100_000 });
      const release = await holdTable();
      const large = () => rows(1, 'x'.repeat(60_000));
      const first = writer.write({ rows: { memory_metrics: large() } });
      await expectRadarError(writer.write({ rows: { memory_metrics: large() } }), 'QUEUE_FULL');
      await release();
      await first;
    });

    test('also refuses batches that are only work alongside', async () => {
      const writer = startOne({ queueRows: 2 });
      const release = await holdTable();
      const work = () =>
        writer.write({
          rows: {},
          alongside: (session) => session.script('test.read', 'select from radar.memory_metrics'),
        });
      const taken = [work(), work()];
      await expectRadarError(work(), 'QUEUE_FULL');
      await release();
      await Promise.all(taken);
    });

    test('takes a batch larger than the queue when nothing else waits', async () => {
      const writer = startOne({ queueRows: 5 });
      await writer.write({ rows: { memory_metrics: rows(20) } });
      expect(await countStored()).toBe(20);
    });
  });

  test('stores batches in the order of their arrival', async () => {
    const writer = startOne();
    const order: number[] = [];
    const all = Array.from({ length: 20 }, (_, index) =>
      writer.write({
        rows: { memory_metrics: rows(1) },
        alongside: async () => void order.push(index),
      }),
    );
    await Promise.all(all);
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  describe('with the server away', () => {
    test('waits for it, tells so, and stores every row once', async () => {
      const proxy = await startProxy(db.url);
      try {
        const database = await db.connect({ target: { url: proxy.url } });
        const writer = startOne({ database, metrics });
        await writer.write({ rows: { memory_metrics: rows(1) } });
        proxy.refuse();
        const waiting = [rows(2), rows(3)].map((list) =>
          writer.write({ rows: { memory_metrics: list } }),
        );
        await until('the fault is told', () => writer.check().state === 'degraded');
        expect(writer.check().message).toMatch(/^5 rows wait because a write failed: /);
        proxy.restore();
        await Promise.all(waiting);
        expect(await countStored()).toBe(6);
        expect(writer.check().state).toBe('ok');
        expect(await countedRows('duplicate')).toBe(0);
      } finally {
        await proxy.close();
      }
    });

    test('in the middle of a transaction, stores every row once', async () => {
      const proxy = await startProxy(db.url);
      try {
        const database = await db.connect({ target: { url: proxy.url } });
        const writer = startOne({ database });
        let cuts = 0;
        await writer.write({
          rows: { memory_metrics: rows(4) },
          alongside: async () => {
            if (cuts++ < 2) proxy.cut();
          },
        });
        expect(cuts).toBe(3);
        expect(await countStored()).toBe(4);
      } finally {
        await proxy.close();
      }
    });

    test('just after a commit, settles the unknown outcome by the key', async () => {
      const writer = startOne({ database: losingFirstAnswer(db.database), metrics });
      const outcome = await writer.write({ rows: { memory_metrics: rows(4) } });
      expect(outcome.memory_metrics).toEqual({ stored: 4, duplicate: 0, conflict: 0, refused: [] });
      expect(await countStored()).toBe(4);
    });
  });

  describe('when it is stopped', () => {
    test('stores what is queued and takes nothing more', async () => {
      const writer = startOne();
      const queued = [rows(5), rows(5)].map((list) =>
        writer.write({ rows: { memory_metrics: list } }),
      );
      await writer.stop(20_000);
      await Promise.all(queued);
      expect(await countStored()).toBe(10);
      await expectRadarError(writer.write({ rows: { memory_metrics: rows(1) } }), 'STOPPING');
    });

    test('ends after its grace though the server does not answer, and rejects what is left', async () => {
      const proxy = await startProxy(db.url);
      try {
        const database = await db.connect({ target: { url: proxy.url } });
        const writer = startOne({ database, metrics, connections: 1 });
        await writer.write({ rows: { memory_metrics: rows(1) } });
        proxy.swallow();
        const left = [
          writer.write({ rows: { memory_metrics: rows(1) } }),
          writer.write({ rows: { poller_history: [] }, alongside: async () => {} }),
        ];
        const faults = left.map((one) => expectRadarError(one, 'STOPPING'));
        await writer.stop(20);
        const told = (await Promise.all(faults)).map(({ message }) => message).join('\n');
        expect(told).toContain('may or may not be stored');
        expect(told).toContain('were not stored');
      } finally {
        proxy.restore();
        await proxy.close();
      }
    });

    test('while it waits for a server that is away, does not wait for it longer than its grace', async () => {
      const proxy = await startProxy(db.url);
      try {
        const database = await db.connect({ target: { url: proxy.url } });
        const writer = startOne({ database, metrics });
        proxy.refuse();
        const waiting = writer.write({ rows: { memory_metrics: rows(2) } });
        const fault = expectRadarError(waiting, 'STOPPING');
        await until('the fault is told', () => writer.check().state === 'degraded');
        await writer.stop(10);
        await fault;
        await until('the rows are counted', async () => (await countedRows('abandoned')) === 2);
      } finally {
        await proxy.close();
      }
    });

    test('a second time or without work, ends at once', async () => {
      const writer = startOne();
      await writer.stop(3_600_000);
      await writer.stop(3_600_000);
    });
  });
});

/** A database of which the first transaction is committed, and the answer lost. */
function losingFirstAnswer(database: Database): Database {
  let lost = false;
  return {
    ...database,
    async transaction(name, work) {
      const result = await database.transaction(name, work);
      if (lost) return result;
      lost = true;
      throw new Error('Connection terminated unexpectedly');
    },
  };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
