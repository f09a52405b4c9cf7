import { type Database, sql } from '../../src/database/index.ts';

interface Line {
  readonly relation: string;
  readonly line: string;
}

/**
 * The relations of our schema as text, from the server's own catalogue: the same text means the same
 * schema, however it was made. Chunks are left out, as they come and go with time.
 */
export async function dumpSchema(database: Database): Promise<string> {
  const parts = [
    await columns(database),
    await constraints(database),
    await indexes(database),
    await slicing(database),
  ];
  const relations = [...new Set(parts.flat().map((line) => line.relation))].sort();
  return relations
    .map((relation) => {
      const lines = parts.flatMap((part) => part.filter((line) => line.relation === relation));
      return `${relation}\n${lines.map((line) => `  ${line.line}\n`).join('')}`;
    })
    .join('\n');
}

function columns(database: Database): Promise<Line[]> {
  return database.query<Line>(
    'test.dump_columns',
    sql`select relation.relname as relation,
               concat_ws(' ', attname, format_type(atttypid, atttypmod),
                 case when attcollation <> typcollation then 'collate ' || quote_ident(collname) end,
                 case when attnotnull then 'not null' end,
                 'default ' || pg_get_expr(adbin, adrelid)) as line
          from pg_attribute
          join pg_class as relation on relation.oid = attrelid
          join pg_type on pg_type.oid = atttypid
          left join pg_collation on pg_collation.oid = attcollation
          left join pg_attrdef on adrelid = attrelid and adnum = attnum
         where relation.relnamespace = to_regnamespace(${database.options.schema})
           and relation.relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
         order by relation.relname, attnum`,
  );
}

/** Not-null constraints have rows here since PostgreSQL 18; the columns tell them already. */
function constraints(database: Database): Promise<Line[]> {
  return database.query<Line>(
    'test.dump_constraints',
    sql`select relation.relname as relation,
               concat('constraint ', conname, ' ', pg_get_constraintdef(pg_constraint.oid)) as line
          from pg_constraint join pg_class as relation on relation.oid = conrelid
         where relation.relnamespace = to_regnamespace(${database.options.schema})
           and contype <> 'n'
         order by relation.relname, conname`,
  );
}

function indexes(database: Database): Promise<Line[]> {
  return database.query<Line>(
    'test.dump_indexes',
    sql`select relation.relname as relation,
               replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as line
          from pg_index
          join pg_class as relation on relation.oid = indrelid
          join pg_class as index on index.oid = indexrelid
         where relation.relnamespace = to_regnamespace(${database.options.schema})
         order by relation.relname, index.relname`,
  );
}

function slicing(database: Database): Promise<Line[]> {
  if (database.engine.layout === 'partitions') {
    return database.query<Line>(
      'test.dump_partitioning',
      sql`select relation.relname as relation, 'partition by ' || pg_get_partkeydef(relation.oid) as line
            from pg_class as relation
           where relation.relnamespace = to_regnamespace(${database.options.schema})
             and relation.relkind = 'p'`,
    );
  }
  return database.query<Line>(
    'test.dump_hypertables',
    sql`select hypertable_name as relation,
               concat('hypertable by ', column_name, ' every ', time_interval) as line
          from timescaledb_information.dimensions
         where hypertable_schema = ${database.options.schema}`,
  );
}
