import { type Dataset, type TimeSlicing, timeOf } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import {
  type Database,
  quoteIdentifier,
  quoteLiteral,
  type Session,
  sql,
} from '../connection/index.ts';
import { type Slice, sliceOfName } from './grid.ts';

/** A partition of plain PostgreSQL. */
export interface Partition {
  readonly schema: string;
  readonly name: string;
  /** Its bounds as the server has them; of a loose one, those that it had or was to get. */
  readonly slice: Slice;
  /** `pending`: a detach began and did not end. `loose`: detached, or made and not attached. */
  readonly state: 'attached' | 'pending' | 'loose';
}

interface PartitionRow {
  readonly schema: string;
  readonly name: string;
  readonly attached: boolean;
  readonly pending: boolean;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/**
 * The partitions of a dataset, oldest first: whatever is attached to it, by whatever name, and those
 * of ours that are not. One without two bounds, which somebody else made, is left out.
 */
export async function listPartitions(
  database: Database,
  dataset: Dataset,
  session: Session = database,
): Promise<Partition[]> {
  const time = timeOf(dataset);
  if (time === undefined) return [];
  const rows = await session.query<PartitionRow>(
    'chunks.list',
    // Apart from each other, each half is found by an index or a short look at the names of tables.
    sql`with listed as (
          select inhrelid as oid, true as attached, inhdetachpending as pending
            from pg_inherits
           where inhparent = to_regclass(${parentName(database, dataset)})
          union all
          select pg_class.oid, false, false
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
           where relkind = 'r' and nspname = ${database.chunkSchema}
             and starts_with(relname, ${`${dataset.name}_`})
             and not exists (select from pg_inherits where inhrelid = pg_class.oid)
        )
        select namespace.nspname as schema, relation.relname as name, attached, pending,
               bounds.texts[1]::timestamptz as from,
               bounds.texts[2]::timestamptz as to
          from listed
          join pg_class as relation on relation.oid = listed.oid
          join pg_namespace as namespace on namespace.oid = relation.relnamespace
          cross join lateral (
            select coalesce(
              regexp_match(pg_get_expr(relation.relpartbound, relation.oid),
                           'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)'),
              regexp_match(obj_description(relation.oid, 'pg_class'),
                           '^from ([0-9T:.Z-]+) to ([0-9T:.Z-]+)$')) as texts
          ) as bounds`,
  );
  return rows
    .flatMap((row) => partitionOf(dataset, time, row) ?? [])
    .sort((a, b) => a.slice.from - b.slice.from);
}

/** One that was made before bounds were noted beside it is as wide as the catalogue declares. */
function partitionOf(
  dataset: Dataset,
  time: TimeSlicing,
  row: PartitionRow,
): Partition | undefined {
  const { schema, name, from, to } = row;
  const named = sliceOfName(dataset, time, name);
  if (!row.attached && named === undefined) return undefined;
  const slice = from === null || to === null ? named : { from, to };
  if (slice === undefined) return undefined;
  return {
    schema,
    name,
    slice,
    state: row.pending ? 'pending' : row.attached ? 'attached' : 'loose',
  };
}

/** Quoted name of the table of a dataset. */
export function parentName(database: Database, dataset: Dataset): string {
  return `${quoteIdentifier(database.options.schema)}.${quoteIdentifier(dataset.name)}`;
}

/** Quoted name of a partition. */
export function partitionName({ schema, name }: Pick<Partition, 'schema' | 'name'>): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Notes the bounds where they outlast a detach. */
export function labelSql(partition: Pick<Partition, 'schema' | 'name' | 'slice'>): string {
  const { from, to } = partition.slice;
  const text = `from ${formatInstant(from)} to ${formatInstant(to)}`;
  return `comment on table ${partitionName(partition)} is ${quoteLiteral(text)}`;
}

export function attachSql(parent: string, partition: Partition): string {
  const { from, to } = partition.slice;
  // Bounds are no parameters in PostgreSQL; both texts are instants that we formatted.
  return `alter table ${parent} attach partition ${partitionName(partition)}
         for values from ('${formatInstant(from)}') to ('${formatInstant(to)}')`;
}

/** Ends a detach that was interrupted. */
export function finalizeSql(parent: string, partition: Partition): string {
  return `alter table ${parent} detach partition ${partitionName(partition)} finalize`;
}
