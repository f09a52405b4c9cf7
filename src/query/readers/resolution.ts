import { MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, join, sql } from '../../database/index.ts';
import { type RollupReading, readReading } from '../rollups/index.ts';
import { ROLLUP_MICROS } from './rolled-up.ts';
import { condition, equalities, instantOf, type SeriesRequest } from './series-request.ts';
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
  if (density.kind === 'step') {
    const { stepMicros } = density;
    if (stepMicros % ROLLUP_MICROS === 0) {
      return { stepMicros, rollup: await readRollupOf(database, request) };
    }
    const held = stepMicros < ROLLUP_MICROS ? undefined : await readHeld(database, request);
    return held?.alone === true ? ofWholeHours(stepMicros, held) : { stepMicros, rollup: null };
  }
  const stepMicros = await stepOf(database, request, density.points);
  const held = await readHeld(database, request);
  if (held?.alone === true) return ofWholeHours(stepForPoints(range, density.points), held);
  const fits = stepMicros !== null && stepMicros % ROLLUP_MICROS === 0;
  return { stepMicros, rollup: fits && held !== undefined ? held.rollup : null };
}

const ofWholeHours = (least: number, { rollup }: Held): Resolution => ({
  stepMicros: Math.ceil(least / ROLLUP_MICROS) * ROLLUP_MICROS,
  rollup,
});

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

/** The rollup of a request; null where there is none, or the first refresh is yet to come. */
async function readRollupOf(
  database: Database,
  { source, subject }: SeriesRequest,
): Promise<RollupReading | null> {
  if (source.rollup === undefined || subject.column !== 'device_id') return null;
  return readReading(database, source.rollup);
}

interface Held {
  readonly rollup: RollupReading;
  /** It has hours that lie before every raw row of the series, whose rows are gone. */
  readonly alone: boolean;
}

/** What the rollup can give of a request. */
async function readHeld(database: Database, request: SeriesRequest): Promise<Held | undefined> {
  const rollup = await readRollupOf(database, request);
  if (rollup === null) return undefined;
  const { source, range } = request;
  const hour = `${ROLLUP_MICROS / MICROS_PER_SECOND} seconds`;
  const end = instantOf(range.end);
  const [row] = await database.query<{ alone: boolean }>(
    `query.${rollup.name}.held`,
    sql`with raw as materialized (
          select date_bin(${hour}::interval, min("timestamp"), timestamptz '1970-01-01 00:00+00') as first
            from ${database.relation(source.dataset)} where ${condition(request)}
        )
        select exists (
                 select from ${database.relation(rollup.name)}
                  where ${join(equalities(request), ' and ')} and bucket >= ${instantOf(range.start)}
                    and bucket <= ${end}::timestamptz - ${hour}::interval
                    and bucket < coalesce(raw.first, ${end})) as alone
          from raw`,
  );
  return { rollup, alone: row?.alone === true };
}
