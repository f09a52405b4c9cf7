import { expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import {
  createByteBudget,
  type ReceiveOptions,
  RecordFault,
  receiveRecords,
} from '../../../src/ingest/records/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { until } from '../../support/until.ts';

const AT = 1_773_144_000_000_000;
const NOTHING = { stored: 0, duplicate: 0, conflict: 0, refused: [] };

type Batch = Parameters<ReceiveOptions['store']>[0];

/** A source of bytes whose reading a test can follow. */
function source(chunks: readonly (string | Error)[]) {
  let read = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) {
      read += 1;
      if (chunk instanceof Error) throw chunk;
      yield Buffer.from(chunk);
    }
  }
  return { bytes: bytes(), read: () => read };
}

function options(
  store: (batch: Batch) => Promise<number | Error>,
  more: Partial<ReceiveOptions> = {},
) {
  return {
    dataset: 'cpu_metrics',
    format: 'lines',
    contentType: 'application/json',
    receivedAt: AT,
    budget: createByteBudget(10_000_000),
    store: async (batch: Batch) => {
      const result = await store(batch);
      if (result instanceof Error) throw result;
      return { ...NOTHING, stored: result };
    },
    ...more,
  } satisfies ReceiveOptions;
}

const line = (core: number) => `{"device_id":"d","core_id":${core}}\n`;
const manyLines = (count: number) => Array.from({ length: count }, (_, core) => line(core));
const full = () => new RadarError('QUEUE_FULL', 'The write queue is full.', { hint: 'Try again.' });

test('records are read no faster than rows are stored', async () => {
  const held: (() => void)[] = [];
  const { bytes, read } = source(manyLines(100));
  const done = receiveRecords(
    bytes,
    options((batch) => new Promise((resolve) => held.push(() => resolve(batch.rows.length))), {
      limits: { batchRows: 10 },
    }),
  );
  await until('two batches on their way', () => held.length === 2);
  expect(read()).toBeLessThanOrEqual(20);
  const freeing = setInterval(() => {
    for (const free of held.splice(0)) free();
  }, 1);
  try {
    expect(await done).toMatchObject({ records: 100, accepted: 100 });
  } finally {
    clearInterval(freeing);
  }
});

test('rows that came are stored while the sender is silent', async () => {
  const stored: number[] = [];
  let end = () => {};
  async function* bytes() {
    yield Buffer.from(line(1));
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    yield Buffer.from(line(2));
  }
  const done = receiveRecords(
    bytes(),
    options(async ({ rows }) => stored.push(rows.length), { limits: { lingerMs: 1 } }),
  );
  await until('the first row is stored', () => stored.length === 1);
  end();
  expect(await done).toMatchObject({ records: 2 });
});

test('a queue that is full from the begin turns the request away, with nothing taken', async () => {
  const { bytes, read } = source(manyLines(100));
  const work = receiveRecords(
    bytes,
    options(async () => full(), { limits: { batchRows: 10 } }),
  );
  await expectRadarError(work, 'QUEUE_FULL');
  expect(read()).toBeLessThan(100);
});

test('a queue that fills up later is waited for, and then tells what was stored', async () => {
  let calls = 0;
  const patient = await receiveRecords(
    source(manyLines(30)).bytes,
    options(
      async ({ rows }) => {
        calls += 1;
        return calls === 2 || calls === 3 ? full() : rows.length;
      },
      { limits: { batchRows: 10 } },
    ),
  );
  expect(patient).toMatchObject({ accepted: 30 });

  let first = true;
  const impatient = receiveRecords(
    source(manyLines(30)).bytes,
    options(
      async ({ rows }) => {
        if (!first) return full();
        first = false;
        return rows.length;
      },
      { limits: { batchRows: 10, patienceMs: 0 } },
    ),
  );
  await expect(impatient).rejects.toMatchObject({
    code: 'QUEUE_FULL',
    message: expect.stringContaining('10 rows of the request were stored'),
  });
});

test('a body that breaks off is one refused record, and those before it count', async () => {
  const broken = new RecordFault('cut_short', 'the body ends early');
  const letters: string[] = [];
  const outcome = await receiveRecords(
    source([line(1), line(2), '{"device_id', broken]).bytes,
    options(async ({ rows, deadLetters }) => {
      letters.push(...deadLetters.map(({ original }) => Buffer.from(original).toString()));
      return rows.length;
    }),
  );
  expect(outcome).toMatchObject({
    accepted: 2,
    rejected: [{ index: 2, code: 'cut_short' }],
  });
  expect(letters).toEqual(['{"device_id']);
});

test('a sender that goes away ends it, and what is on its way is still waited for', async () => {
  let stored = 0;
  const work = receiveRecords(
    source([...manyLines(10), new Error('the connection ended')]).bytes,
    options(
      async ({ rows }) => {
        await new Promise((resolve) => setImmediate(resolve));
        stored += rows.length;
        return rows.length;
      },
      { limits: { batchRows: 5 } },
    ),
  );
  await expect(work).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(stored).toBe(10);
});

test('requests under way share one budget of memory, and give back what they held', async () => {
  const budget = createByteBudget(1_000);
  const held: (() => void)[] = [];
  const store = (batch: Batch) =>
    new Promise<number>((resolve) => held.push(() => resolve(batch.rows.length)));
  const one = receiveRecords(
    source([line(1).trim().padEnd(800), '\n']).bytes,
    options(store, { budget, limits: { lingerMs: 1 } }),
  );
  await until('the first is held', () => held.length === 1);
  const other = receiveRecords(
    source([`"${'x'.repeat(500)}`, '"']).bytes,
    options(store, { budget }),
  );
  expect((await expectRadarError(other, 'QUEUE_FULL')).message).toContain('memory');
  for (const free of held.splice(0)) free();
  await one;
  const account = budget.open();
  expect(account.hold(1_000)).toBe(true);
  account.close();
});
