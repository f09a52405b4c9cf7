import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLLUPS, type Rollup } from '../../src/catalogue/index.ts';
import { bucketMicros, recordTouched, refreshRollups, sql } from '../../src/database/index.ts';
import { readRollup, readRollupQuestion } from '../../src/query/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { createHistories, type Histories } from '../support/rollup-histories.ts';
import type { RawRow } from '../support/rollup-model.ts';
import { ROLLED_UP, seeded } from '../support/rollup-rows.ts';
import { expectAnswer, expectedPoints, seriesName } from './rollup-answer-model.ts';

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;

const rollupNamed = (name: string) => ROLLUPS.find((rollup) => rollup.name === name) as Rollup;
const utc = (instant: number) => new Date(instant / 1_000).toISOString();

/*
 * Five hours of samples of every history that has rollups. The last refresh saw a part of them: some
 * came late, some are of the present hour.
 */
describeEachEngine('a rollup that is read', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-01T12:20:00Z');
    histories = createHistories(db.database, clock);
    const random = seeded(5);
    const now = clock.now();
    const add = async (count: number) => {
      for (const source of ROLLED_UP) {
        const at = () => now - Math.floor(random() * 5 * HOUR);
        await histories.add(source, Array.from({ length: count }, at), random);
      }
    };
    await add(100);
    await refreshRollups(db.database, { now });
    await add(15);
  });
  afterAll(async () => db?.drop());

  const ask = async (rollup: Rollup, text: { readonly [name: string]: string }) => {
    const question = readRollupQuestion(rollup, text, clock);
    return { question, ...(await readRollup(db.database, question)) };
  };
  const historyOf = (rollup: Rollup) =>
    histories.stored.get(rollup.source) as { readonly time: string; readonly rows: RawRow[] };

  test('has every sample once in each column, whatever is asked of it', async () => {
    const edge = fc.integer({ min: -6 * 3_600, max: 600 });
    const wanted = fc.record({
      rollup: fc.constantFrom(...ROLLUPS),
      one: edge,
      other: edge,
      width: fc.constantFrom(1, 1, 1, 2, 3, 12),
      dropped: fc.array(fc.nat(5), { maxLength: 3 }),
      filter: fc.option(fc.nat(200)),
    });
    const property = fc.asyncProperty(wanted, async (given) => {
      const { rollup, one, other, width, dropped, filter } = given;
      const groups = rollup.groupBy.map((group) => group.name);
      const by = groups.filter((_, place) => !dropped.includes(place));
      const { rows, time } = historyOf(rollup);
      const base = {
        start: utc(clock.now() + Math.min(one, other) * SECOND),
        end: utc(clock.now() + Math.max(one, other) * SECOND + SECOND),
        step: `${(bucketMicros(rollup) / SECOND) * width}s`,
        by: by.length === 0 ? 'none' : by.join(),
      };
      const whole = readRollupQuestion(rollup, { ...base, by: groups.join() }, clock);
      const points = expectedPoints(whole, rows, time);
      const chosen = filter === null ? undefined : points[filter]?.states;
      const where = Object.entries(chosen ?? {})
        .filter(([name, value]) => groups.includes(name) && value !== null)
        .slice(0, 2)
        .map(([name, value]) => [name, String(value)]);
      const { question, series } = await ask(rollup, { ...base, ...Object.fromEntries(where) });
      expectAnswer(series, expectedPoints(question, rows, time), by);
    });
    await fc.assert(property, { numRuns: 120 });
  });

  test.each(ROLLUPS.map((rollup) => [rollup.name, rollup] as const))(
    'has nothing but samples before its first refresh, and every one: %s',
    async (name, rollup) => {
      const { rows, time } = historyOf(rollup);
      await db.database.transaction('test.unentered', async (session) => {
        await session.execute(
          'test.unentered',
          sql`delete from ${db.database.relation('rollup_progress')} where rollup = ${name}`,
        );
        const database = { ...db.database, query: session.query.bind(session) };
        const question = readRollupQuestion(rollup, { hours: '6' }, clock);
        const { series, reading } = await readRollup(database, question);
        expect(reading).toBeNull();
        expectAnswer(series, expectedPoints(question, rows, time), question.by);
        await session.script('test.back', 'rollback; begin');
      });
    },
  );

  test('is told apart by the groups that are asked for, in their order', async () => {
    const { series } = await ask(rollupNamed('otel_traces_hourly'), {
      by: 'kind,service_name',
      step: '12h',
      columns: 'sample_count',
    });
    expect(series.map((one) => Object.keys(one.group))).toEqual(
      series.map(() => ['service_name', 'kind']),
    );
    const names = series.map((one) => seriesName(['service_name'], one.group));
    expect(new Set(names)).toEqual(new Set(['["cart"]', '["checkout"]', '[null]']));
    expect(names).toEqual(names.toSorted((a, b) => rank(a) - rank(b)));
  });
  const rank = (name: string) => ['["cart"]', '["checkout"]', '[null]'].indexOf(name);

  test.each([
    ['otel_traces_hourly', 'duration_ms', { by: 'service_name' }],
    ['otel_metrics_hourly', 'duration_ms', { by: 'none' }],
    ['timeseries_metrics_hourly', 'value', { metric_type: 'icmp', by: 'none' }],
    ['timeseries_metrics_hourly', 'value', { metric_type: 'rperf', by: 'metric_name' }],
    ['rperf_metrics_hourly', 'response_time_ms', { by: 'service_name', target: 'paris' }],
    ['rperf_metrics_hourly', 'jitter_ms', { by: 'none' }],
  ] as const)(
    'gives percentiles that are those of the samples, to 5 percent: %s %s %o',
    async (name, measure, given) => {
      const rollup = rollupNamed(name);
      const { question, series } = await ask(rollup, {
        ...given,
        percentiles: '0,1,50,90,99.9,100',
        columns: 'sample_count',
        step: '12h',
        hours: '12',
      });
      const { rows, time } = historyOf(rollup);
      expect(series.length).toBeGreaterThan(0);
      for (const { group, at, columns } of series) {
        for (const [place, begin] of at.entries()) {
          const values = valuesOf({ rollup, measure, rows, time }, (row) => {
            const point = expectedPoints(question, [row], time)[0];
            return point?.timestamp === begin && point.series === seriesName(question.by, group);
          });
          for (const percentile of [0, 1, 50, 90, 99.9, 100]) {
            const found = columns.get(`${measure}_p${percentile}`)?.[place];
            if (values.length === 0) expect(found).toBeNull();
            else {
              const wanted = values[Math.floor((percentile / 100) * (values.length - 1))] as number;
              const most = Math.abs(wanted) < 1e-6 ? 1e-6 : 0.05 * Math.abs(wanted);
              expect(Math.abs(Number(found) - wanted)).toBeLessThanOrEqual(most);
            }
          }
        }
      }
    },
  );

  test('is read raw where as many samples are there as it counted: they may be newer', async () => {
    const rollup = rollupNamed('memory_metrics_hourly');
    const hour = Math.floor(clock.now() / HOUR) * HOUR - 3 * HOUR;
    const range = { start: utc(hour), end: utc(hour + HOUR), by: 'none' };
    await refreshRollups(db.database, { now: clock.now() });
    const stretch = sql`"timestamp" >= ${range.start}::timestamptz and "timestamp" < ${range.end}::timestamptz`;
    // As the writer does where a greater version of a row comes.
    await db.database.execute(
      'test.replace',
      sql`update radar.memory_metrics set usage_percent = 77 where ${stretch}`,
    );
    const before = await ask(rollup, range);
    await recordTouched(db.database, db.database, 'memory_metrics', [hour]);
    const after = await ask(rollup, range);
    const of = ({ series }: typeof after, column: string) => series[0]?.columns.get(column)?.[0];
    expect(of(after, 'sample_count')).toBe(of(before, 'sample_count'));
    expect(of(before, 'usage_percent_max')).not.toBe(77);
    expect(of(after, 'usage_percent_max')).toBe(77);
    // Fewer samples than it counted: their chunk is gone, and what is there are stragglers.
    await db.database.execute(
      'test.gone',
      sql`delete from radar.memory_metrics where ${stretch} and ctid <> (select min(ctid) from radar.memory_metrics where ${stretch})`,
    );
    const left = await ask(rollup, range);
    expect(of(left, 'sample_count')).toBe(of(before, 'sample_count'));
    expect(of(left, 'usage_percent_max')).toBe(of(before, 'usage_percent_max'));
    // More: some came late.
    await db.database.execute(
      'test.late',
      sql`insert into radar.memory_metrics ("timestamp", device_id, usage_percent)
          select ${range.start}::timestamptz + i * interval '1 second', 'default:192.0.2.77', 99.5
            from generate_series(0, ${Number(of(before, 'sample_count'))}::integer) as i`,
    );
    const late = await ask(rollup, range);
    expect(of(late, 'sample_count')).toBe(Number(of(before, 'sample_count')) + 2);
    expect(of(late, 'usage_percent_max')).toBe(99.5);
  });

  test('gives a sum beyond the range of its numbers as none, and averages the other hours', async () => {
    const rollup = rollupNamed('otel_metrics_hourly');
    const at = Math.floor(clock.now() / HOUR) * HOUR - 10 * 60 * SECOND;
    const fill = (instant: number, value: number, count: number) =>
      db.database.execute(
        'test.huge',
        sql`insert into radar.otel_metrics ("timestamp", service_name, value, row_key)
            select ${utc(instant)}::timestamptz, 'huge', ${value}, decode(md5(${value}::text || i), 'hex')
              from generate_series(1, ${count}::integer) as i`,
      );
    await fill(at, 1.5e308, 3);
    await fill(at - HOUR, 7, 2);
    for (const refreshed of [false, true]) {
      await recordTouched(db.database, db.database, 'otel_metrics', [at, at - HOUR]);
      if (refreshed) await refreshRollups(db.database, { now: clock.now() });
      const [hours] = (await ask(rollup, { service_name: 'huge' })).series;
      expect([...(hours?.columns.get('value_avg') ?? [])]).toEqual([7, Number.NaN]);
      expect([...(hours?.columns.get('value_max') ?? [])]).toEqual([7, 1.5e308]);
      const [both] = (await ask(rollup, { service_name: 'huge', step: '2h' })).series;
      expect(both?.columns.get('sample_count')?.[0]).toBe(5);
      expect(both?.columns.get('value_avg')?.[0]).toBe(7);
      expect(both?.columns.get('value_max')?.[0]).toBe(1.5e308);
    }
  });

  test('is found by a text that it keeps shortened, and by what it keeps', async () => {
    const rollup = rollupNamed('otel_metrics_hourly');
    const at = clock.now() - HOUR;
    const name = `GET /${'x'.repeat(600)}`;
    await db.database.execute(
      'test.long',
      sql`insert into radar.otel_metrics ("timestamp", span_name, row_key)
          values (${utc(at)}::timestamptz, ${name}, decode(md5('long'), 'hex'))`,
    );
    await recordTouched(db.database, db.database, 'otel_metrics', [at]);
    for (const refreshed of [false, true]) {
      if (refreshed) await refreshRollups(db.database, { now: clock.now() });
      const { series } = await ask(rollup, { span_name: name, columns: 'sample_count' });
      expect(series.map((one) => [...(one.columns.get('sample_count') ?? [])])).toEqual([[1]]);
      const kept = String(series[0]?.group.span_name);
      expect(kept).toMatch(/^GET \/x{95}…[0-9a-f]+$/);
      expect((await ask(rollup, { span_name: kept, columns: 'sample_count' })).series).toEqual(
        series,
      );
    }
  });

  test('is refused where one answer would hold too much', async () => {
    await db.database.script(
      'test.many',
      `insert into radar.otel_traces_hourly (bucket, name, sample_count, root_count, error_count, duration_ms_count)
       select date_trunc('hour', timestamptz '${utc(clock.now())}') - interval '1 hour', 'many-' || i, 1, 1, 0, 0
         from generate_series(1, 30000) as i`,
    );
    const question = readRollupQuestion(
      rollupNamed('otel_traces_hourly'),
      { percentiles: '50' },
      clock,
    );
    await expectRadarError(readRollup(db.database, question), 'RESULT_TOO_LARGE');
    const few = await ask(question.rollup, { by: 'none' });
    expect(few.series).toHaveLength(1);
  });
});

/** The values of a measure in the samples that a point is of, in their order. */
function valuesOf(
  given: {
    readonly rollup: Rollup;
    readonly measure: string;
    readonly rows: readonly RawRow[];
    readonly time: string;
  },
  isOf: (row: RawRow) => boolean,
): number[] {
  const { rollup, measure, rows, time } = given;
  return rows
    .filter(isOf)
    .flatMap((row) => {
      const [point] = expectedPoints(
        {
          rollup,
          range: { start: 0, end: Number.MAX_SAFE_INTEGER },
          stepMicros: HOUR,
          where: {},
          by: [],
        },
        [row],
        time,
      );
      const counted = point?.states[`${measure}_histogram`] ?? null;
      return counted === null ? [] : [Number(point?.states[`${measure}_sum`])];
    })
    .sort((a, b) => a - b);
}
