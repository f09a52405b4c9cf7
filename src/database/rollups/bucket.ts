import { type Rollup, rollupDataset } from '../../catalogue/index.ts';
import { codeOf, formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { ensureChunks } from '../chunks/index.ts';
import { classifyFault, identifier, join, SQLSTATE, sql, trusted } from '../connection/index.ts';
import type { Retentions } from '../retention/index.ts';
import {
  type AggregateOptions,
  bucketMicros,
  groupColumns,
  stateColumns,
  timeColumnOf,
} from './aggregate.ts';
import type { Place } from './progress.ts';
import { guarded } from './transaction.ts';

/** What became of a pending bucket. */
export type BucketOutcome =
  | 'refreshed'
  /** Raw rows are gone that the rollup has counted; it stays as it is. */
  | 'skipped'
  /** Older than the rollup keeps, or computed by another process meanwhile. */
  | 'nothing';

export interface BucketWork {
  readonly rollup: Rollup;
  readonly bucket: Instant;
  readonly now: Instant;
  /** How long rows of the rollup stay. */
  readonly retentions: Retentions;
}

/** Raw rows are fewer than the rollup has counted. Ends the transaction, so that nothing changes. */
class RowsGone extends Error {}

/**
 * Computes a bucket anew from its raw rows, in one transaction: a reader sees the old rows or the
 * new ones. Chunks that the new rows need are made.
 */
export async function computeBucket(place: Place, work: BucketWork): Promise<BucketOutcome> {
  let sums: AggregateOptions['sums'] = 'fast';
  let chunkMade = false;
  for (;;) {
    try {
      return await replace(place, work, sums);
    } catch (fault) {
      if (fault instanceof RowsGone) return skip(place, work);
      if (codeOf(fault) === SQLSTATE.numericValueOutOfRange && sums === 'fast') {
        sums = 'wide';
      } else if (classifyFault(fault) === 'chunk-missing' && !chunkMade) {
        const range = { from: work.bucket, to: work.bucket };
        await ensureChunks(place.database, rollupDataset(work.rollup), range);
        chunkMade = true;
      } else {
        throw fault;
      }
    }
  }
}

async function replace(
  place: Place,
  work: BucketWork,
  sums: AggregateOptions['sums'],
): Promise<BucketOutcome> {
  const { session, guard } = place;
  return guarded(session, guard, async () => {
    // Also keeps another process away from the bucket until this transaction ends.
    if (!(await takePending(place, work))) return 'nothing';
    if (isExpired(work)) return 'nothing';
    const before = await deleteRows(place, work);
    const after = await insertRows(place, work, sums);
    if (after < before) throw new RowsGone();
    return 'refreshed';
  });
}

async function skip(place: Place, work: BucketWork): Promise<BucketOutcome> {
  await guarded(place.session, place.guard, () => takePending(place, work));
  return 'skipped';
}

function isExpired({ rollup, bucket, now, retentions }: BucketWork): boolean {
  const { retentionDays } = retentions.slicing(rollupDataset(rollup)) ?? rollup;
  return bucket + bucketMicros(rollup) <= now - retentionDays * 86_400 * MICROS_PER_SECOND;
}

async function takePending({ database, session }: Place, work: BucketWork): Promise<boolean> {
  const taken = await session.execute(
    'rollups.take',
    sql`delete from ${database.relation('rollup_pending')}
         where rollup = ${work.rollup.name} and bucket = ${formatInstant(work.bucket)}::timestamptz`,
  );
  return taken > 0;
}

interface Samples {
  readonly samples: number | bigint;
}

/** Answers how many raw rows the deleted rows had counted. */
async function deleteRows(
  { database, session }: Place,
  work: BucketWork,
): Promise<Samples['samples']> {
  const [row] = await session.query<Samples>(
    'rollups.delete',
    sql`with deleted as (
          delete from ${database.relation(work.rollup.name)}
           where bucket = ${formatInstant(work.bucket)}::timestamptz
          returning sample_count
        )
        select coalesce(sum(sample_count), 0)::bigint as samples from deleted`,
  );
  return row?.samples ?? 0;
}

/** Answers how many raw rows the new rows count. In the order of the key, which its reads go by. */
async function insertRows(
  { database, session }: Place,
  { rollup, bucket }: BucketWork,
  sums: AggregateOptions['sums'] = 'fast',
): Promise<Samples['samples']> {
  const from = formatInstant(bucket);
  const to = formatInstant(bucket + bucketMicros(rollup));
  const options = { schema: database.options.schema, bucket: `timestamptz '${from}'`, sums };
  const groups = groupColumns(rollup, options);
  const columns = [...groups, ...stateColumns(rollup, options)];
  const by = join(groups.map((group) => trusted(group.by)));
  const time = identifier(timeColumnOf(rollup));
  const [row] = await session.query<Samples>(
    'rollups.insert',
    sql`with inserted as (
          insert into ${database.relation(rollup.name)} (${join(columns.map(({ name }) => identifier(name)))})
          select ${join(
            columns.map(({ of }) => trusted(of)),
            ',\n',
          )}
            from ${database.relation(rollup.source)}
           where ${time} >= ${from}::timestamptz and ${time} < ${to}::timestamptz
           group by ${by}
           order by ${by}
          returning sample_count
        )
        select coalesce(sum(sample_count), 0)::bigint as samples from inserted`,
  );
  return row?.samples ?? 0;
}
