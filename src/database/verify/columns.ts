import { type Column, comparesByCodeUnit, type Dataset } from '../../catalogue/index.ts';
import { type Names, quoteIdentifier } from '../connection/index.ts';
import type { ViewName } from '../programmables/index.ts';
import { columnDefinition, defaultOf } from '../relations/index.ts';
import { type Drift, NOTHING } from './drift.ts';
import type { LiveColumn } from './live.ts';
import { forgetProgrammables, plainName, quotedName } from './subject.ts';

/** Where a column is, and the beginning of every statement that mends it. */
interface Place {
  readonly name: string;
  readonly alter: string;
  readonly column: string;
}

type Difference = Pick<Drift, 'severity' | 'expected' | 'found' | 'mend'>;

/**
 * Compares the columns of a table with those of its dataset. `views` read from it: the server
 * changes no type while they do.
 */
export function judgeColumns(
  names: Names,
  dataset: Dataset,
  table: { readonly columns: readonly LiveColumn[]; readonly views: readonly ViewName[] },
): Drift[] {
  const release = releaseViews(names, table.views);
  const place = (column: string): Place => ({
    name: `${plainName(names.schema, dataset.name)}.${column}`,
    alter: `alter table ${quotedName(names.schema, dataset.name)}`,
    column: quoteIdentifier(column),
  });
  const drifts = (at: Place, differences: readonly Difference[]) =>
    differences.map((one): Drift => ({ kind: 'column', name: at.name, ...one }));
  const found = new Map(table.columns.map((column) => [column.name, column]));
  const declared = Object.entries(dataset.columns).flatMap(([name, column]) => {
    const at = place(name);
    const actual = found.get(name);
    found.delete(name);
    if (actual === undefined)
      return drifts(at, [missing(at, columnDefinition(dataset, name, column))]);
    const collation = comparesByCodeUnit(dataset, name) ? 'C' : null;
    return drifts(at, [
      ...compareType(at, { ...column, collation, release }, actual),
      ...compareNullability(at, column, actual),
      ...compareDefault(at, column, actual),
    ]);
  });
  const extra = [...found.values()].flatMap((column) => {
    const at = place(column.name);
    return drifts(at, [extraColumn(at, column)]);
  });
  return [...declared, ...extra];
}

/** Puts around a statement what it needs to change a column that views read. */
type Release = (statement: string) => string;

function releaseViews(names: Names, views: readonly ViewName[]): Release {
  if (views.length === 0) return (statement) => statement;
  const list = views.map((view) => quotedName(view.schema, view.name)).join(', ');
  return (statement) =>
    `begin;\ndrop view if exists ${list};\n${statement}\n${forgetProgrammables(names)}\ncommit;`;
}

function missing(at: Place, definition: string): Difference {
  return {
    severity: 'broken',
    expected: definition,
    found: NOTHING,
    mend: `${at.alter} add column ${definition};`,
  };
}

/** A column that insists on a value makes our writers fail, who leave it out. */
function extraColumn(at: Place, live: LiveColumn): Difference {
  const insists = live.not_null && live.default === null;
  return {
    severity: insists ? 'broken' : 'extra',
    expected: NOTHING,
    found: `${live.type}${live.not_null ? ' not null' : ''}`,
    mend: insists
      ? `${at.alter} alter column ${at.column} drop not null;`
      : `-- where nobody needs it:\n${at.alter} drop column ${at.column};`,
  };
}

function compareType(
  at: Place,
  declared: {
    readonly type: string;
    readonly collation: string | null;
    readonly release: Release;
  },
  live: LiveColumn,
): Difference[] {
  const sameType = live.type === declared.type;
  if (sameType && live.collation === declared.collation) return [];
  const words = (type: string, collation: string | null) =>
    collation === null ? type : `${type} collate ${quoteIdentifier(collation)}`;
  const expected = words(declared.type, declared.collation);
  return [
    {
      severity: sameType ? 'differs' : 'broken',
      expected,
      found: words(live.type, live.collation),
      mend: declared.release(
        `${at.alter} alter column ${at.column} type ${expected} using ${at.column}::${declared.type};`,
      ),
    },
  ];
}

/** A needless `not null` refuses rows; a lacking one only lets in what writers never send. */
function compareNullability(
  at: Place,
  { nullable }: Column,
  { not_null: notNull }: LiveColumn,
): Difference[] {
  if (nullable !== notNull) return [];
  return [
    {
      severity: notNull ? 'broken' : 'differs',
      expected: nullable ? 'may be null' : 'not null',
      found: notNull ? 'not null' : 'may be null',
      mend: `${at.alter} alter column ${at.column} ${nullable ? 'drop' : 'set'} not null;`,
    },
  ];
}

function compareDefault(at: Place, column: Column, live: LiveColumn): Difference[] {
  const expected = defaultOf(column);
  if ((expected ?? null) === live.default) return [];
  const needed = expected !== undefined && live.default === null && !column.nullable;
  const action = expected === undefined ? 'drop default' : `set default ${expected}`;
  const words = (expression: string | null) =>
    expression === null ? 'no default' : `default ${expression}`;
  return [
    {
      severity: needed ? 'broken' : 'differs',
      expected: words(expected ?? null),
      found: words(live.default),
      mend: `${at.alter} alter column ${at.column} ${action};`,
    },
  ];
}
