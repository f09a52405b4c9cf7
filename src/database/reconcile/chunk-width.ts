import { DATASETS } from '../../catalogue/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';
import type { Difference } from './difference.ts';
import { type Aspect, extensionOf, interval, relationLiteral, type Subject } from './subject.ts';

const HOUR = 3_600;

/** Hypertables of our schema, with the width of the chunks that they will make next. */
export async function readHypertables(
  database: Database,
  session: Session,
): Promise<Map<string, number>> {
  if (database.engine.layout !== 'hypertables') return new Map();
  const rows = await session.query<{ name: string; seconds: number }>(
    'reconcile.hypertables',
    sql`select hypertable_name as name, extract(epoch from time_interval)::float8 as seconds
          from timescaledb_information.dimensions
         where hypertable_schema = ${database.options.schema} and dimension_number = 1
           and time_interval is not null`,
  );
  return new Map(rows.map((row) => [row.name, row.seconds]));
}

/** Partitions take their width when they are made, so there is nothing to set on plain PostgreSQL. */
export const chunkWidth: Aspect = {
  name: 'chunk width',
  async find(subject) {
    return { differences: DATASETS.flatMap((dataset) => widthOf(subject, dataset) ?? []) };
  },
};

function widthOf(
  { database, retentions, hypertables }: Subject,
  dataset: (typeof DATASETS)[number],
): Difference | undefined {
  const time = retentions.slicing(dataset);
  const live = hypertables.get(dataset.name);
  if (time === undefined || live === undefined || live === time.chunkHours * HOUR) return undefined;
  return {
    object: dataset.name,
    fact: 'chunk width',
    declared: `${time.chunkHours} h`,
    live: `${live / HOUR} h`,
    action: 'Sets the width of the chunks that are made from now on.',
    sql: [
      `select ${extensionOf(database)}.set_chunk_time_interval(${relationLiteral(database, dataset)}::regclass, ${interval(time.chunkHours * HOUR)})`,
    ],
    how: 'together',
    destructive: false,
    needsConfirmation: false,
  };
}
