import { type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, sql } from '../../database/index.ts';
import { hoursCondition, ROLLUP_MICROS, type RollupReading } from './rolled-up.ts';
import { condition, instantOf, type SeriesRequest } from './series-request.ts';
import { stepForPoints } from './time-range.ts';

/** How a request is answered. */
export interface Resolution {
  /** Microseconds that a point stands for; null when rows come as they were stored. */
  readonly stepMicros: number | null;
  /** The rollup of which whole hours are taken; null when raw rows alone are read. */
  readonly rollup: RollupReading | null;
}

/**
 * Chooses the step, and where it is made of whole hours the rollup. `points` means downsampling only
 * where the range holds more samples than that. Where the rollup alone still knows some hours of the
 * range, the step is made of whole hours in any case.
 */
export async function chooseResolution(
  database: Database,
  request: SeriesRequest,
): Promise<Resolution> {
  const { density, range } = request;
  if (density.kind === 'raw' || request.latest) return { stepMicros: null, rollup: null };
  const stepMicros =
    density.kind === 'step' ? density.stepMicros : await stepOf(database, request, density.points);
  const fine = density.kind === 'step' && density.stepMicros < ROLLUP_MICROS;
  const held = fine ? undefined : await readHeld(database, request);
  if (held === undefined) return { stepMicros, rollup: null };
  const { alone, ...rollup } = held;
  if (alone) {
    const least =
      density.kind === 'step' ? density.stepMicros : stepForPoints(range, density.points);
    return { stepMicros: Math.ceil(least / ROLLUP_MICROS) * ROLLUP_MICROS, rollup };
  }
  const fits = stepMicros !== null && stepMicros % ROLLUP_MICROS === 0;
  return { stepMicros, rollup: fits ? rollup : null };
}

/** The step that gives at most so many points; null where there are no more samples than that. */
async function stepOf(
  database: Database,
  request: SeriesRequest,
  points: number,
): Promise<number | null> {
  const [row] = await database.query<{ samples: number }>(
    `query.${request.source.dataset}.samples`,
    sql`select count(*) as samples from (
          select distinct "timestamp" from ${database.relation(request.source.dataset)}
           where ${condition(request)} limit ${points + 1}) as sample`,
  );
  const fits = (row?.samples ?? 0) <= points;
  return fits ? null : stepForPoints(request.range, points);
}

/**
 * What the rollup can give of a request; undefined where there is none, or the first refresh is yet
 * to come. `alone`: it has hours that lie before every raw row of the series, whose rows are gone.
 */
async function readHeld(
  database: Database,
  request: SeriesRequest,
): Promise<(RollupReading & { readonly alone: boolean }) | undefined> {
  const { source, subject, range } = request;
  if (source.rollup === undefined || subject.column !== 'device_id') return undefined;
  const hour = `${ROLLUP_MICROS / MICROS_PER_SECOND} seconds`;
  const [row] = await database.query<HeldRow>(
    `query.${source.rollup}.held`,
    sql`with first as materialized (
          select (select date_bin(${hour}::interval, min("timestamp"), timestamptz '1970-01-01 00:00+00')
                    from ${database.relation(source.dataset)} where ${condition(request)}) as raw,
                 (select min(bucket) from ${database.relation(source.rollup)}) as rolled_up
        )
        select status.open_from, first.raw, first.rolled_up, exists (
                 select from ${database.relation(source.rollup)}
                  where ${hoursCondition(request)}
                    and bucket < coalesce(first.raw, ${instantOf(range.end)})) as alone
          from first, ${database.relation('rollup_status')} as status
         where status.rollup = ${source.rollup}`,
  );
  if (row === undefined) return undefined;
  const last = Math.min(row.rolled_up ?? range.end, range.end) - 1;
  const rawHours = row.raw !== null && row.raw <= last ? { from: row.raw, last } : null;
  return { name: source.rollup, openFrom: row.open_from, rawHours, alone: row.alone };
}

interface HeldRow {
  readonly open_from: Instant | null;
  /** Hour of the first sample of the series in the range. */
  readonly raw: Instant | null;
  /** The first hour of any series that the rollup has. */
  readonly rolled_up: Instant | null;
  readonly alone: boolean;
}
