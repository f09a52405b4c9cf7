import { rollupsOf } from '../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';

/** Buckets of every rollup are multiples of this, so that one record serves all rollups of a source. */
const TOUCHED_MICROS = 300 * MICROS_PER_SECOND;

/**
 * Records that rows of a history were stored, changed or deleted, so that its rollups take them in.
 * Call it in the transaction of the rows: then the record is seen exactly when they are. Rows that
 * were there already may be among the instants; their buckets are computed once more, to the same.
 */
export async function recordTouched(
  database: Database,
  session: Session,
  source: string,
  instants: Iterable<Instant>,
): Promise<void> {
  if (rollupsOf(source).length === 0) return;
  const buckets = new Set<Instant>();
  for (const instant of instants) {
    buckets.add(Math.floor(instant / TOUCHED_MICROS) * TOUCHED_MICROS);
  }
  if (buckets.size === 0) return;
  const texts = [...buckets].map(formatInstant);
  await session.execute(
    'rollups.touched',
    sql`insert into ${database.relation('rollup_touched')} (source, bucket)
        select ${source}::text, touched.bucket from unnest(${texts}::timestamptz[]) as touched (bucket)`,
  );
}
