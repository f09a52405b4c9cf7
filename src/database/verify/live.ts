import { type Session, sql } from '../connection/index.ts';

export interface LiveRelation {
  readonly name: string;
  /** As in pg_class: r table, p partitioned table, v view, m materialized view, f foreign table. */
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f';
  /** As in pg_class: p permanent, u unlogged. */
  readonly persistence: string;
  readonly row_security: boolean;
  /** Such as `RANGE ("timestamp")`. */
  readonly partition_key: string | null;
}

export interface LiveColumn {
  readonly relation: string;
  readonly name: string;
  readonly type: string;
  readonly not_null: boolean;
  /** Null: that of the database. */
  readonly collation: string | null;
  readonly default: string | null;
}

export interface LiveIndex {
  readonly relation: string;
  readonly name: string;
  readonly method: string;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  readonly nulls_distinct: boolean;
  /** Columns and expressions as the server prints them. */
  readonly columns: readonly string[];
  /** Per column: 1 descending, 2 NULLs first. */
  readonly options: readonly number[];
  /** Operator classes other than the default ones. */
  readonly operators: readonly string[];
  readonly predicate: string | null;
  /** Constraint that rests on the index. */
  readonly constraint: string | null;
  readonly definition: string;
}

export interface LiveConstraint {
  readonly relation: string;
  readonly name: string;
  readonly definition: string;
}

export function readRelations(session: Session, schema: string): Promise<LiveRelation[]> {
  return session.query<LiveRelation>(
    'verify.relations',
    sql`select relname as name, relkind::text as kind, relpersistence::text as persistence,
               relrowsecurity as row_security,
               case when relkind = 'p' then pg_get_partkeydef(pg_class.oid) end as partition_key
          from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = ${schema} and relkind in ('r', 'p', 'v', 'm', 'f')
         order by relname`,
  );
}

/** Columns of tables and views, in their order. */
export function readColumns(session: Session, schema: string): Promise<LiveColumn[]> {
  return session.query<LiveColumn>(
    'verify.columns',
    sql`select relname as relation, attname as name, format_type(atttypid, atttypmod) as type,
               attnotnull as not_null, pg_get_expr(adbin, adrelid) as default,
               case when attcollation <> typcollation then collname end as collation
          from pg_attribute
          join pg_class on pg_class.oid = attrelid
          join pg_namespace on pg_namespace.oid = relnamespace
          join pg_type on pg_type.oid = atttypid
          left join pg_collation on pg_collation.oid = attcollation
          left join pg_attrdef on adrelid = attrelid and adnum = attnum
         where nspname = ${schema} and relkind in ('r', 'p', 'v', 'm', 'f')
           and attnum > 0 and not attisdropped
         order by relname, attnum`,
  );
}

export function readIndexes(session: Session, schema: string): Promise<LiveIndex[]> {
  return session.query<LiveIndex>(
    'verify.indexes',
    sql`select relation.relname as relation, index.relname as name, amname as method,
               indisunique as unique, indisprimary as primary,
               indisvalid and indisready and indislive as valid,
               not indnullsnotdistinct as nulls_distinct,
               array(select pg_get_indexdef(indexrelid, place, false)
                       from generate_series(1, indnkeyatts::integer) as place) as columns,
               array(select indoption[place - 1]::integer
                       from generate_series(1, indnkeyatts::integer) as place) as options,
               array(select opcname::text
                       from unnest(indclass) as class
                       join pg_opclass on pg_opclass.oid = class
                      where not opcdefault) as operators,
               pg_get_expr(indpred, indrelid) as predicate,
               conname as constraint,
               pg_get_indexdef(indexrelid) as definition
          from pg_index
          join pg_class as relation on relation.oid = indrelid
          join pg_class as index on index.oid = indexrelid
          join pg_am on pg_am.oid = index.relam
          join pg_namespace on pg_namespace.oid = relation.relnamespace
          -- Joined as a whole: no index of the server leads from an index to its constraint.
          left join pg_constraint on conindid = indexrelid and contype in ('p', 'u', 'x')
         where nspname = ${schema}
         order by relation.relname, index.relname`,
  );
}

/** Constraints that may refuse rows: checks, foreign keys and exclusions. */
export function readConstraints(session: Session, schema: string): Promise<LiveConstraint[]> {
  return session.query<LiveConstraint>(
    'verify.constraints',
    sql`select relname as relation, conname as name, pg_get_constraintdef(pg_constraint.oid) as definition
          from pg_constraint
          join pg_class on pg_class.oid = conrelid
          join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = ${schema} and contype in ('c', 'f', 'x')
         order by relname, conname`,
  );
}

/** Time column of each hypertable by its name. Asks the extension, which must be there. */
export async function readHypertables(
  session: Session,
  schema: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ name: string; column: string }>(
    'verify.hypertables',
    sql`select hypertable_name as name, column_name as column
          from timescaledb_information.dimensions
         where hypertable_schema = ${schema} and dimension_number = 1`,
  );
  return new Map(rows.map((row) => [row.name, row.column]));
}

/** Names of the continuous aggregates, which look like views. Asks the extension. */
export async function readContinuousAggregates(
  session: Session,
  schema: string,
): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>(
    'verify.continuous_aggregates',
    sql`select view_name as name from timescaledb_information.continuous_aggregates
         where view_schema = ${schema}`,
  );
  return new Set(rows.map((row) => row.name));
}
