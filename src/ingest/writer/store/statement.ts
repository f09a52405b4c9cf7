import { type Column, comparesByCodeUnit } from '../../../catalogue/index.ts';
import {
  type Database,
  empty,
  identifier,
  join,
  type Sql,
  sql,
  trusted,
} from '../../../database/index.ts';
import { isOfStatement, type Shape } from '../values/index.ts';

/*
 * The statements that store rows through a temporary table, made from the catalogue. Of two rows
 * with one key the one with the greater version stays, and where versions are equal or there are
 * none, the one with the greater hash of its content; so the table becomes the same in every order.
 */

/** The temporary table of a session in which rows wait to be merged into a dataset. */
const stagingOf = ({ name }: Shape): Sql => sql`pg_temp.${identifier(`staging_${name}`)}`;

const columnsOf = ({ columns }: Shape): Sql[] => columns.map(([name]) => identifier(name));
const keyOf = ({ dataset }: Shape): Sql[] => dataset.key.map(identifier);

/** Copies rows straight into their table. */
export function copyRows(database: Database, shape: Shape): Sql {
  return sql`copy ${database.relation(shape.name)} (${join(columnsOf(shape))})
    from stdin (format binary)`;
}

/** Makes the temporary table where the session does not have it yet. */
export function makeStaging(shape: Shape): string {
  const columns = shape.columns.map(([name, { type }]) => {
    const collation = comparesByCodeUnit(shape.dataset, name) ? sql` collate "C"` : empty;
    return sql`${identifier(name)} ${trusted(type)}${collation}`;
  });
  return sql`create temporary table if not exists ${stagingOf(shape)}
    (place integer not null, ${join(columns)}) on commit delete rows`.text;
}

/** Empties it within a transaction. */
export const emptyStaging = (shape: Shape): string => sql`truncate ${stagingOf(shape)}`.text;

/** Copies rows into it, each with its place. */
export function copyStaged(shape: Shape): Sql {
  return sql`copy ${stagingOf(shape)} (place, ${join(columnsOf(shape))})
    from stdin (format binary)`;
}

/** How staged rows are merged into their table. */
export interface Merge {
  /** Whether several of the staged rows may have one key. */
  readonly tied: boolean;
  /** What happens to a row that is there: it stays, or is replaced where the staged one is to stay. */
  readonly present: 'stays' | 'replaced';
  /** The rows to merge; all unless told otherwise. */
  readonly places?: readonly number[];
}

/**
 * Merges what is staged into the table, and answers the places of the rows that changed nothing.
 * Where rows stay, those that are there already are neither locked nor written.
 */
export function mergeStaged(database: Database, shape: Shape, merge: Merge): Sql {
  if (merge.places !== undefined) return makeMerge(database, shape, merge);
  const key = `${database.options.schema} ${merge.present} ${merge.tied}`;
  const known = merges.get(shape) ?? new Map<string, Sql>();
  merges.set(shape, known);
  const statement = known.get(key) ?? makeMerge(database, shape, merge);
  known.set(key, statement);
  return statement;
}

/** Making such a statement takes up to a millisecond. */
const merges = new WeakMap<Shape, Map<string, Sql>>();

function makeMerge(database: Database, shape: Shape, merge: Merge): Sql {
  const { columns } = shape;
  const values = columns.map(([name, column]) =>
    isOfStatement(column) ? sql`coalesce(${identifier(name)}, now())` : identifier(name),
  );
  const chosen =
    merge.places === undefined
      ? stagingOf(shape)
      : sql`(select * from ${stagingOf(shape)}
              where place = any(${[...merge.places]}::integer[]))`;
  return sql`with stored as (
      insert into ${database.relation(shape.name)} as held (${join(columnsOf(shape))})
      select ${join(values)} from ${merge.tied ? foremost(shape, chosen) : chosen} as given
       order by ${merge.tied ? join(keyOf(shape)) : sql`place`}
      on conflict (${join(keyOf(shape))})
      do ${merge.present === 'replaced' ? replace(shape) : sql`nothing`}
      returning ${join(keyOf(shape))}
    )
    select staged.place from ${chosen} as staged
     where not exists (select from stored where ${sameKey(shape, 'stored', 'staged', 'hashed')})`;
}

/** Of the staged rows with one key the one that stays. */
function foremost(shape: Shape, chosen: Sql): Sql {
  const { version } = shape.dataset;
  const key = join(keyOf(shape));
  const newest = version === undefined ? empty : sql`${identifier(version)} desc nulls last, `;
  return sql`(select distinct on (${key}) * from ${chosen} as staged
               order by ${key}, ${newest}${hashOfContent(shape, 'staged')} desc)`;
}

/** Replaces the row that is there where the other is the one to stay, and combines what is combined. */
function replace(shape: Shape): Sql {
  const { dataset, combinations } = shape;
  const newer = isNewer(shape);
  const replaced: string[] = [];
  const assignments: Sql[] = [];
  for (const [name, column] of shape.columns) {
    if (dataset.key.includes(name)) continue;
    const keeps = keepsFirst(shape, name, column) ? 'least' : dataset.combined?.[name];
    if (keeps === undefined) replaced.push(name);
    else assignments.push(sql`${identifier(name)} = ${kept(keeps, name)}`);
  }
  const chosen = replaced.map((name) =>
    combinations.length === 0
      ? of('excluded', name)
      : sql`case when newer.it then ${of('excluded', name)} else ${of('held', name)} end`,
  );
  const source = combinations.length === 0 ? empty : sql` from (select ${newer} as it) as newer`;
  const filled = Object.entries(dataset.columns)
    .filter(([, column]) => column.default !== undefined)
    .map(([name]) => sql`${identifier(name)} = default`);
  const differing = combinations.map(
    ({ name, keeps }) => sql`${kept(keeps, name)} is distinct from ${of('held', name)}`,
  );
  return sql`update
         set ${join([
           sql`(${join(replaced.map(identifier))}) = (select ${join(chosen)}${source})`,
           ...assignments,
           ...filled,
         ])}
       where ${join([newer, ...differing], ' or ')}`;
}

/** The least or greatest of the values that two rows have in a column. */
const kept = (keeps: 'least' | 'greatest', name: string): Sql =>
  sql`${trusted(keeps)}(${of('held', name)}, ${of('excluded', name)})`;

/** When something was made: the server supplies it where it is absent, and the earliest stays. */
function keepsFirst({ dataset }: Shape, name: string, column: Column): boolean {
  return isOfStatement(column) && name !== dataset.version;
}

/**
 * Whether the row `excluded` is to replace the row `held`. Hashes are dear, so they are only made of
 * rows that differ.
 */
function isNewer(shape: Shape): Sql {
  const { version } = shape.dataset;
  const differs = sql`${contentOf(shape, 'excluded')} is distinct from ${contentOf(shape, 'held')}`;
  const greater = sql`${hashOfContent(shape, 'excluded')} > ${hashOfContent(shape, 'held')}`;
  if (version === undefined) return sql`(${differs} and ${greater})`;
  const [held, given] = [of('held', version), of('excluded', version)];
  const newer = sql`case when ${given} is not distinct from ${held} then ${greater}
            else ${held} is null or ${given} > ${held} end`;
  // A version is content too, unless the server supplied it: that alone makes no other row.
  return sql`(${differs} and ${newer})`;
}

/** Answers of staged rows those that differ from the row with their key. */
export function differingStaged(database: Database, shape: Shape, places: readonly number[]): Sql {
  return sql`select staged.place
      from ${stagingOf(shape)} as staged
     cross join lateral (
             select ${contentOf(shape, 'held')} is distinct from ${contentOf(shape, 'staged')}
                      as differs
               from ${database.relation(shape.name)} as held
              where ${sameKey(shape, 'held', 'staged', 'indexed')}
              limit 1
           ) as judged
     where judged.differs and staged.place = any(${[...places]}::integer[])`;
}

/** `hashed`: for a join of many rows with many; `indexed`: for finding one by the index of the key. */
function sameKey({ dataset }: Shape, a: string, b: string, way: 'hashed' | 'indexed'): Sql {
  const parts = dataset.key.map((name) => {
    const [left, right] = [of(a, name), of(b, name)];
    if (dataset.columns[name]?.nullable !== true) return sql`${left} = ${right}`;
    if (way === 'indexed') return sql`${left} is not distinct from ${right}`;
    return sql`coalesce(${left}::text, '') = coalesce(${right}::text, '')
           and (${left} is null) = (${right} is null)`;
  });
  return join(parts, ' and ');
}

/** Everything that can differ between two rows with one key, but for what is combined or supplied. */
function contentOf(shape: Shape, row: string): Sql {
  const { dataset, columns, combinations } = shape;
  const apart = new Set([...dataset.key, ...combinations.map(({ name }) => name)]);
  const told = columns.filter(([name, column]) => !apart.has(name) && !isOfStatement(column));
  return sql`row(${join(told.map(([name]) => of(row, name)))})`;
}

function hashOfContent(shape: Shape, row: string): Sql {
  return sql`sha256(convert_to(${contentOf(shape, row)}::text, 'UTF8'))`;
}

const of = (row: string, name: string): Sql => sql`${trusted(row)}.${identifier(name)}`;
