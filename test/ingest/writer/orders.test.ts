import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatasetName } from '../../../src/catalogue/index.ts';
import { systemClock } from '../../../src/core/index.ts';
import type { DatasetOutcome, RowsByDataset, Writer } from '../../../src/ingest/index.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { readRows, startTestWriter } from './writing.ts';

const NOW = systemClock.now();

/** Few keys and few contents, so that rows meet each other in every way. */
const small = fc.nat(2);
const at = small.map((step) => NOW - step * 60_000_000);
const device = small.map((one) => `default:192.0.2.${one}`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Rows of datasets of every kind. */
const ROWS = {
  // Without a version: the hash of the content decides.
  cpu_metrics: fc.record({
    timestamp: at,
    device_id: device,
    core_id: small,
    poller_id: fc.constantFrom('a', 'b'),
    usage_percent: fc.constantFrom(0, 0.1, 99, null),
    label: fc.constantFrom('x', 'y', null),
  }),
  // With a version that may be absent.
  otel_traces: fc.record({
    timestamp: at,
    trace_id: fc.constantFrom('a'.repeat(32), 'b'.repeat(32)),
    span_id: fc.constantFrom('1'.repeat(16), '2'.repeat(16)),
    end_time_unix_nano: maybe(fc.constantFrom(1, 2, 2n ** 62n)),
    name: fc.constantFrom('p', 'q'),
    attributes: fc.constantFrom(null, { a: 1, b: 'x' }, { b: 'x', a: 1 }, { a: 2 }),
  }),
  // With a latest state, of which one column keeps its least value.
  sweep_host_states: fc.record({
    host_ip: fc.constantFrom('192.0.2.1', '192.0.2.2'),
    poller_id: fc.constantFrom('p', 'q'),
    agent_id: fc.constantFrom('a', 'b'),
    partition: fc.constant('default'),
    last_sweep_time: at,
    first_seen: maybe(at),
    icmp_available: maybe(fc.boolean()),
  }),
  // With a latest state whose key has blanks, and columns that keep their greatest value.
  device_capabilities: fc.record({
    event_id: fc.constantFrom('1', '2'),
    device_id: device,
    service_id: fc.constantFrom('s', 't'),
    capability: fc.constantFrom('icmp', 'snmp'),
    last_checked: at,
    last_success: maybe(at),
    last_failure: maybe(at),
    state: fc.constantFrom('ok', 'failed', null),
  }),
  // A table that is written directly.
  pollers: fc.record({
    poller_id: fc.constantFrom('p', 'q', 'r'),
    last_seen: maybe(at),
    first_registered: fc.constant(NOW),
    is_healthy: fc.boolean(),
  }),
} satisfies { readonly [N in DatasetName]?: fc.Arbitrary<object> };

const DATASETS = Object.keys(ROWS) as (keyof typeof ROWS)[];
const LATEST = ['sweep_host_states_latest', 'device_capability_registry'] as const;

/** Rows in one order and in another, which repeats some, and the sizes of the batches of that. */
const orders = fc
  .record(
    Object.fromEntries(
      DATASETS.map((name) => [
        name,
        fc.array(ROWS[name] as fc.Arbitrary<object>, { maxLength: 12 }),
      ]),
    ),
  )
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      shuffled: fc.record(
        Object.fromEntries(
          Object.entries(rows).map(([name, list]) => [
            name,
            fc.tuple(
              fc.shuffledSubarray(list, { minLength: list.length }),
              fc.shuffledSubarray(list),
            ),
          ]),
        ),
      ),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    }),
  );

describeEachEngine('the table', (engine) => {
  let db: TestDatabase;
  const writers: Writer[] = [];
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    // Two processes, each with connections of its own.
    for (let process = 0; process < 2; process++) {
      writers.push(startTestWriter(await db.connect({ maxConnections: 3 }), { batchRows: 5 }));
    }
  });
  afterAll(async () => {
    for (const writer of writers) await writer.stop(20_000);
    await db.drop();
  });

  const empty = () =>
    db.database.script(
      'test.empty',
      `truncate ${[...DATASETS, ...LATEST].map((name) => `radar.${name}`).join(', ')}`,
    );
  const readAll = async () =>
    Object.fromEntries(
      await Promise.all(
        [...DATASETS, ...LATEST].map(async (name) => [name, await readRows(db.database, name)]),
      ),
    );

  test('is the same for every order, split and repetition of the rows, conflicting ones among them', async () => {
    await fc.assert(
      fc.asyncProperty(orders, async ({ rows, shuffled, sizes }) => {
        await empty();
        await (writers[0] as Writer).write({ rows: rows as RowsByDataset });
        const expected = await readAll();
        await empty();
        const written: Promise<DatasetOutcome>[] = [];
        let turn = 0;
        for (const name of DATASETS) {
          const [once, again] = shuffled[name] as [object[], object[]];
          const all = [...once, ...again];
          while (all.length > 0) {
            const size = sizes[turn % sizes.length] as number;
            const part = all.splice(0, size);
            const writer = writers[turn % writers.length] as Writer;
            turn += 1;
            written.push(write(writer, name, part));
          }
        }
        await Promise.all(written);
        expect(await readAll()).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  /** Each row is in exactly one count. */
  const write = async (writer: Writer, name: DatasetName, rows: readonly object[]) => {
    const outcome = await writer.write({ rows: { [name]: rows } as RowsByDataset });
    const told = outcome[name] as DatasetOutcome;
    const { stored, duplicate, conflict, refused } = told;
    expect(refused).toEqual([]);
    expect(Math.min(stored, duplicate, conflict)).toBeGreaterThanOrEqual(0);
    expect(stored + duplicate + conflict).toBe(rows.length);
    return told;
  };

  test('holds each row once that two writers hand in at the same time, and each is told its share', async () => {
    await empty();
    const rows = Array.from({ length: 2_000 }, (_, n) => ({
      timestamp: NOW + n,
      device_id: `default:${n % 7}`,
      core_id: n % 3,
      poller_id: 'p',
    }));
    const told = await Promise.all(
      writers.flatMap((writer, process) =>
        [0, 400, 800, 1_200, 1_600].map((from) => {
          const part = rows.slice(from, from + 400);
          return write(writer, 'cpu_metrics', process === 0 ? part : part.reverse());
        }),
      ),
    );
    expect(await readRows(db.database, 'cpu_metrics')).toHaveLength(2_000);
    const sum = (which: 'stored' | 'duplicate' | 'conflict') =>
      told.reduce((total, one) => total + one[which], 0);
    expect([sum('stored'), sum('duplicate'), sum('conflict')]).toEqual([2_000, 2_000, 0]);
  });

  test('holds of two rows with one key the one with the greater content, and the other is told', async () => {
    await empty();
    const [writer] = writers as [Writer];
    const row = { timestamp: NOW, device_id: 'default:1', core_id: 0, poller_id: 'p' };
    const [a, b] = [
      { ...row, label: 'a' },
      { ...row, label: 'b' },
    ];
    const first = await write(writer, 'cpu_metrics', [a]);
    const second = await write(writer, 'cpu_metrics', [b]);
    const third = await write(writer, 'cpu_metrics', [a, b, a]);
    expect(first).toMatchObject({ stored: 1 });
    expect(second.stored + second.conflict).toBe(1);
    expect(third).toMatchObject({ stored: 0 });
    expect([third.duplicate, third.conflict].sort()).toEqual([1, 2]);
    expect(await readRows(db.database, 'cpu_metrics')).toHaveLength(1);
  });
});
