import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NewRow } from '../../../src/catalogue/index.ts';
import { type Database, sql } from '../../../src/database/index.ts';
import type { Writer, WriterOptions } from '../../../src/ingest/index.ts';
import { createMetrics, type Metrics } from '../../../src/observe/index.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { until } from '../../support/until.ts';
import { startTestWriter } from './writing.ts';

const START = Date.now() * 1_000;
let made = 0;

const rows = (count: number, label?: string): NewRow<'cpu_metrics'>[] =>
  Array.from({ length: count }, () => ({
    timestamp: START + made++,
    device_id: 'default:192.0.2.1',
    core_id: 0,
    ...(label === undefined ? {} : { label }),
  }));

/**
 * Makes the server fail. Each row that is stored asks public.trouble what to do: the code to raise,
 * how often still, for which label, and from which row of a transaction on. A sequence counts, since
 * it outlives the transactions that it fails.
 */
const TROUBLE = `
  create table public.trouble (code text, times bigint, label text, from_row integer);
  create sequence public.raised;
  create function public.make_trouble() returns trigger language plpgsql as $$
  declare
    wanted public.trouble;
    stored integer := coalesce(nullif(current_setting('test.stored', true), ''), '0')::integer + 1;
  begin
    perform set_config('test.stored', stored::text, true);
    select * into wanted from public.trouble;
    if wanted.code is null then return new; end if;
    if wanted.label is not null and new.label is distinct from wanted.label then return new; end if;
    if stored < wanted.from_row then return new; end if;
    if wanted.code = '53400' and current_setting('timescaledb.max_tuples_decompressed_per_dml_transaction', true) = '0' then
      return new;
    end if;
    if nextval('public.raised') > wanted.times then return new; end if;
    raise exception using errcode = wanted.code, message = 'trouble ' || wanted.code;
  end $$;
  create trigger trouble before insert on radar.cpu_metrics
    for each row execute function public.make_trouble();`;

describeEachEngine('the writer', (engine) => {
  let db: TestDatabase;
  let metrics: Metrics;
  let writer: Writer;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    await db.database.script('test.trouble', TROUBLE);
  });
  beforeEach(async () => {
    await end();
    await db.database.script('test.empty', 'truncate radar.cpu_metrics, radar.memory_metrics');
    metrics = createMetrics('test');
    writer = startTestWriter(db.database, { metrics });
  });
  afterEach(() => writer.stop(0));
  afterAll(() => db.drop());

  const restart = async (options: Partial<WriterOptions>) => {
    await writer.stop(0);
    metrics = createMetrics('test');
    writer = startTestWriter(db.database, { metrics, ...options });
  };
  const begin = async (
    code: string,
    more: { times?: number; label?: string; from?: number } = {},
  ) => {
    await end();
    await db.database.execute(
      'test.trouble',
      sql`insert into public.trouble values (${code}, ${more.times ?? 1_000_000}, ${more.label ?? null}, ${more.from ?? 0})`,
    );
  };
  const end = () =>
    db.database.script('test.end', 'truncate public.trouble; alter sequence public.raised restart');
  const write = async (list: readonly NewRow<'cpu_metrics'>[]) =>
    (await writer.write({ rows: { cpu_metrics: list } })).cpu_metrics;
  const times = async (): Promise<number[]> => {
    const stored = await db.database.query<{ at: number }>(
      'test.times',
      sql`select "timestamp" as at from radar.cpu_metrics order by 1`,
    );
    return stored.map(({ at }) => at);
  };
  const retries = async (reason: string) =>
    (await metrics.retries.get()).values.find((one) => one.labels.reason === reason)?.value ?? 0;

  test.each([
    ['40P01', 'a deadlock'],
    ['40001', 'a serialization failure'],
    ['57P03', 'a server that starts'],
    ['53300', 'too many connections'],
    ['25006', 'a server that became a standby'],
    ['53200', 'a lack of memory'],
  ])('after %s (%s) stores every row once', async (code) => {
    await begin(code, { times: 1 });
    const list = rows(5);
    expect(await write(list)).toEqual({ stored: 5, duplicate: 0, conflict: 0, refused: [] });
    expect(await times()).toEqual(list.map((row) => row.timestamp));
  });

  test('with the disk of the server full waits until there is room, and says what to do', async () => {
    await begin('53100');
    const waiting = write(rows(3));
    await until('the fault is told', () => writer.check().state === 'failed');
    expect(writer.check()).toMatchObject({
      message: '3 rows wait because a write failed: trouble 53100',
      hint: expect.stringContaining('Make room on the disk'),
    });
    await end();
    expect(await waiting).toMatchObject({ stored: 3 });
    expect(writer.check().state).toBe('ok');
    expect(await retries('disk-full')).toBeGreaterThan(0);
  });

  describe('where one transaction may not decompress so many rows', () => {
    test('takes the batches of several callers apart', async () => {
      await begin('53400', { from: 8 });
      const release = await holdTable();
      const all = [rows(1), rows(5), rows(5), rows(5), rows(5)];
      const waiting = all.map(write);
      await release();
      for (const outcome of await Promise.all(waiting)) expect(outcome?.refused).toEqual([]);
      expect(await times()).toHaveLength(21);
      expect(await retries('limit')).toBeGreaterThan(0);
    });

    test('lifts the limit for a batch that cannot be taken apart', async () => {
      await begin('53400', { from: 3 });
      expect(await write(rows(6))).toMatchObject({ stored: 6, refused: [] });
      expect(await times()).toHaveLength(6);
    });
  });

  test('finds exactly the rows that the server refuses, wherever they are', async () => {
    await begin('22003', { label: 'bad' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
        fc.nat(3),
        async (bad, again) => {
          const list = bad.map((one) => rows(1, one ? 'bad' : 'good')[0] as NewRow<'cpu_metrics'>);
          // The same row twice fails twice, and is stored once.
          list.push(...list.slice(0, again));
          const outcome = await write(list);
          const expected = list.flatMap(({ label }, index) => (label === 'bad' ? [index] : []));
          expect(outcome?.refused.map(({ index }) => index)).toEqual(expected);
          const good = new Set(
            list.filter(({ label }) => label === 'good').map((one) => one.timestamp),
          );
          expect(outcome?.stored).toBe(good.size);
          const stored = new Set(await times());
          expect([...good].every((time) => stored.has(time))).toBe(true);
          expect(
            list.every(({ label, timestamp }) => label === 'good' || !stored.has(timestamp)),
          ).toBe(true);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('stores the earlier of two versions where the server refuses the later', async () => {
    const span = {
      timestamp: START,
      trace_id: 'a'.repeat(32),
      span_id: 'b'.repeat(16),
      end_time_unix_nano: 1,
    };
    await db.database.script(
      'test.check',
      `alter table radar.otel_traces add constraint not_later check (end_time_unix_nano < 5)`,
    );
    const later = { ...span, end_time_unix_nano: 9 };
    const outcome = await writer.write({ rows: { otel_traces: [later, span, later] } });
    expect(outcome.otel_traces).toMatchObject({ stored: 1, duplicate: 0, conflict: 0 });
    expect(outcome.otel_traces?.refused.map(({ index }) => index)).toEqual([0, 2]);
  });

  test('stores rows of other datasets while the table of one is locked', async () => {
    const release = await holdTable();
    const waiting = [write(rows(1)), write(rows(1)), write(rows(1))];
    const memory = { timestamp: START, device_id: 'default:192.0.2.1' };
    const outcome = await writer.write({ rows: { memory_metrics: [memory] } });
    expect(outcome.memory_metrics?.stored).toBe(1);
    await release();
    await Promise.all(waiting);
    expect(await times()).toHaveLength(3);
  });

  test('stores rows of other datasets however many are in trouble', async () => {
    await restart({ connections: 1 });
    await begin('53100');
    const at = { timestamp: START + 7, device_id: 'default:192.0.2.1' };
    const waiting = [
      writer.write({ rows: { cpu_metrics: rows(1) } }),
      writer.write({
        rows: { cpu_metrics: rows(1), cpu_cluster_metrics: [{ ...at, cluster: 'a' }] },
      }),
      writer.write({ rows: { cpu_metrics: rows(1), disk_metrics: [{ ...at, mount_point: '/' }] } }),
    ];
    const outcome = await writer.write({ rows: { memory_metrics: [at] } });
    expect(outcome.memory_metrics?.stored).toBe(1);
    await end();
    await Promise.all(waiting);
    expect(await times()).toHaveLength(3);
  });

  test('whose connection the server ends in the middle of a batch stores every row once', async () => {
    const release = await holdTable();
    const list = rows(2_000);
    const waiting = write(list);
    await until('the writer waits for the table', async () => (await endWriters()) > 0);
    await release();
    expect(await waiting).toMatchObject({ stored: 2_000, duplicate: 0 });
    expect(await times()).toHaveLength(2_000);
  });

  /** Ends the connections that wait for a lock, as an administrator or a fail-over does. */
  const endWriters = async () => {
    const ended = await db.database.query(
      'test.end',
      sql`select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%ingest.%'`,
    );
    return ended.length;
  };

  const holdTable = async (): Promise<() => Promise<void>> => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let held = () => {};
    const taken = new Promise<void>((resolve) => {
      held = resolve;
    });
    const holding = db.database.transaction('test.hold', async (session) => {
      await session.script('test.hold', 'lock table radar.cpu_metrics in access exclusive mode');
      held();
      await released;
    });
    await taken;
    return async () => {
      release();
      await holding;
    };
  };

  describe('whose commit is not answered', () => {
    const losing = (when: 'before' | 'after', count = 1): Database => {
      let left = count;
      return {
        ...db.database,
        async transaction(name, work) {
          if (name !== 'ingest.batch' || left === 0) return db.database.transaction(name, work);
          left -= 1;
          const lost = new Error('Connection terminated unexpectedly');
          await db.database.transaction(name, async (session) => {
            const result = await work(session);
            if (when === 'before') throw lost;
            return result;
          });
          throw lost;
        },
      };
    };

    test.each(['before', 'after'] as const)(
      'counts its rows as stored where the answer was lost %s the commit',
      async (when) => {
        await restart({ database: losing(when, 2) });
        const list = rows(4);
        expect(await write([...list, list[0] as NewRow<'cpu_metrics'>])).toEqual({
          stored: 4,
          duplicate: 1,
          conflict: 0,
          refused: [],
        });
        expect(await times()).toHaveLength(4);
      },
    );

    test("tells another writer's rows from its own", async () => {
      const list = rows(6);
      await write(list.slice(0, 4));
      await restart({ database: losing('after') });
      expect(await write(list)).toMatchObject({ stored: 2, duplicate: 4 });
    });
  });

  describe('with a bound for each dataset', () => {
    test('refuses the rows of one that is full, and takes those of others', async () => {
      await restart({ datasetQueueRows: 4, queueRows: 100 });
      const release = await holdTable();
      const waiting = write(rows(4));
      await expect(write(rows(1))).rejects.toMatchObject({
        code: 'QUEUE_FULL',
        message: expect.stringContaining('of cpu_metrics is full (4 rows'),
      });
      const memory = { timestamp: START + 1, device_id: 'default:192.0.2.1' };
      await writer.write({ rows: { memory_metrics: [memory] } });
      await release();
      await waiting;
      expect(await write(rows(1))).toMatchObject({ stored: 1 });
    });
  });

  test('puts small writes together, and gives each its own answer', async () => {
    await restart({ connections: 1, batchAgeMs: 5 });
    const list = rows(300);
    const bad = { ...(rows(1)[0] as NewRow<'cpu_metrics'>), usage_percent: Number.NaN };
    const outcomes = await Promise.all(
      list.map((row, place) => write(place % 3 === 0 ? [row, bad] : [row])),
    );
    outcomes.forEach((outcome, place) => {
      expect(outcome?.stored).toBe(1);
      expect(outcome?.refused.map(({ index }) => index)).toEqual(place % 3 === 0 ? [1] : []);
    });
    const { values } = await metrics.batchRows.get();
    const transactions = values.find((one) => one.metricName?.endsWith('_count'))?.value ?? 0;
    expect(transactions).toBeLessThan(20);
    expect(await times()).toHaveLength(300);
  });
});
