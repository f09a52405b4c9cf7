import { DATASETS } from '../../catalogue/index.ts';
import { extensionSchema } from '../chunks/index.ts';
import { type Database, identifier, sql } from '../connection/index.ts';

/** Space of a relation with all its chunks. */
export interface Size {
  /** The server's own estimate of live rows; lags behind writes by about a minute. */
  readonly estimatedRows: number;
  /** Table, indexes and TOAST. */
  readonly bytes: number;
  /** Null for an ordinary table. */
  readonly chunks: number | null;
  /** The widest chunk there is; 0 without chunks. */
  readonly widestSeconds: number;
  /** Whether the role may read the rows. */
  readonly readable: boolean;
}

interface SizeRow {
  name: string;
  rows: number;
  bytes: number;
  chunks: number;
  sliced: boolean;
  widest: number | null;
  readable: boolean;
}

/** Sizes of all datasets by name. A dataset whose relation is missing is absent. */
export async function measureSizes(database: Database): Promise<Map<string, Size>> {
  const rows =
    database.engine.layout === 'hypertables'
      ? await measureHypertables(database)
      : await measurePartitions(database);
  return new Map(
    rows.map((row) => [
      row.name,
      {
        estimatedRows: row.rows,
        bytes: row.bytes,
        chunks: row.sliced ? row.chunks : null,
        widestSeconds: row.widest ?? 0,
        readable: row.readable,
      },
    ]),
  );
}

const names = DATASETS.map((dataset) => dataset.name);

function measurePartitions(database: Database): Promise<SizeRow[]> {
  return database.query<SizeRow>(
    'storage.sizes',
    sql`with member as (
          select parent.oid as parent, parent.relname as name, parent.relkind = 'p' as sliced,
                 coalesce(child.inhrelid, parent.oid) as relation
            from pg_class as parent
            join pg_namespace as namespace on namespace.oid = parent.relnamespace
            left join pg_inherits as child on child.inhparent = parent.oid
           where namespace.nspname = ${database.options.schema} and parent.relname = any(${names})
        )
        select member.name, member.sliced,
               coalesce(sum(statistics.n_live_tup), 0)::bigint as rows,
               coalesce(sum(pg_total_relation_size(member.relation)), 0)::bigint as bytes,
               count(*) filter (where member.relation <> member.parent) as chunks,
               max(extract(epoch from bounds.texts[2]::timestamptz - bounds.texts[1]::timestamptz))::float8
                 as widest,
               has_table_privilege(member.parent, 'select') as readable
          from member
          join pg_class as chunk on chunk.oid = member.relation
          left join pg_stat_all_tables as statistics on statistics.relid = member.relation
          cross join lateral (
            select regexp_match(pg_get_expr(chunk.relpartbound, chunk.oid),
                                'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)') as texts
          ) as bounds
         group by member.name, member.sliced, member.parent`,
  );
}

function measureHypertables(database: Database): Promise<SizeRow[]> {
  const extension = identifier(extensionSchema(database));
  return database.query<SizeRow>(
    'storage.sizes',
    sql`select relation.relname as name, hypertable.hypertable_name is not null as sliced,
               case when hypertable.hypertable_name is null
                    then coalesce(pg_stat_get_live_tuples(relation.oid), 0)
                    else coalesce((select sum(pg_stat_get_live_tuples(format('%I.%I', chunk_schema, chunk_name)::regclass))
                            from timescaledb_information.chunks
                           where hypertable_schema = namespace.nspname and hypertable_name = relation.relname), 0)
               end::bigint as rows,
               case when hypertable.hypertable_name is null
                    then pg_total_relation_size(relation.oid)
                    else ${extension}.hypertable_size(relation.oid::regclass) end as bytes,
               coalesce(hypertable.num_chunks, 0) as chunks,
               (select max(extract(epoch from range_end - range_start))
                  from timescaledb_information.chunks
                 where hypertable_schema = namespace.nspname
                   and hypertable_name = relation.relname)::float8 as widest,
               has_table_privilege(relation.oid, 'select') as readable
          from pg_class as relation
          join pg_namespace as namespace on namespace.oid = relation.relnamespace
          left join timescaledb_information.hypertables as hypertable
            on hypertable.hypertable_schema = namespace.nspname
           and hypertable.hypertable_name = relation.relname
         where namespace.nspname = ${database.options.schema} and relation.relname = any(${names})`,
  );
}
