import type { Dataset } from '../../catalogue/index.ts';
import { type Names, quoteIdentifier, quoteLiteral } from '../connection/index.ts';
import type { ProgrammableText } from './file.ts';
import { grafanaColumns } from './grafana.ts';

interface Described {
  readonly schema: string;
  /** `either`: a table, unless the engine has a continuous aggregate in its place, a kind of view. */
  readonly kind: 'table' | 'view' | 'either';
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly unit?: string;
  }[];
}

/** What each relation and column means, with its unit, for everybody who looks with psql or Grafana. */
export function commentStatements(names: Names, datasets: readonly Dataset[]): ProgrammableText {
  const statements = [
    ...datasets.map((dataset) => describe(dataset, names.schema)),
    ...datasets.flatMap((dataset) => describeGrafana(dataset, names.grafanaSchema)),
  ].flatMap(commentsOn);
  return { name: 'comments', text: statements.join('') };
}

function describe(dataset: Dataset, schema: string): Described {
  const { name, title, kind, key, rollup } = dataset;
  return {
    schema,
    kind: kind === 'view' ? 'view' : rollup?.continuous === true ? 'either' : 'table',
    name,
    meaning: key.length === 0 ? `${title}.` : `${title}. Key: ${key.join(', ')}.`,
    columns: Object.entries(dataset.columns).map(([column, { meaning, unit }]) => ({
      name: column,
      meaning,
      ...(unit === undefined ? {} : { unit }),
    })),
  };
}

function describeGrafana(dataset: Dataset, schema: string | null): Described[] {
  const columns = grafanaColumns(dataset);
  if (schema === null || columns === undefined) return [];
  return [{ schema, kind: 'view', name: dataset.name, meaning: `${dataset.title}.`, columns }];
}

function commentsOn({ schema, kind, name, meaning, columns }: Described): string[] {
  const relation = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  return [
    commentOnRelation(kind, relation, quoteLiteral(meaning)),
    ...columns.map((column) => {
      const text =
        column.unit === undefined ? column.meaning : `${column.meaning} (unit: ${column.unit})`;
      return `comment on column ${relation}.${quoteIdentifier(column.name)} is ${quoteLiteral(text)};\n`;
    }),
  ];
}

function commentOnRelation(kind: Described['kind'], relation: string, text: string): string {
  if (kind !== 'either') return `comment on ${kind} ${relation} is ${text};\n`;
  return `do $comment$
begin
  if (select relkind from pg_class where oid = to_regclass(${quoteLiteral(relation)})) = 'v' then
    comment on view ${relation} is ${text};
  else
    comment on table ${relation} is ${text};
  end if;
end
$comment$;
`;
}
