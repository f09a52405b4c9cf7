import { type Column, type Dataset, timeOf } from '../../catalogue/index.ts';
import { quoteIdentifier } from '../connection/index.ts';
import type { ProgrammableText } from './file.ts';

/** A column of a view for Grafana. */
export interface GrafanaColumn {
  readonly name: string;
  /** What is selected: a column, or an expression over columns. */
  readonly of: string;
  readonly meaning: string;
  readonly unit?: string;
}

/**
 * The columns of the view of a dataset: time first, under the name by which Grafana knows it; the
 * mean of each value of a rollup ready-made, since a mean of means would be wrong. Hashes, which
 * nobody can read, are left out. Undefined for a dataset that readers must not see.
 */
export function grafanaColumns(dataset: Dataset): GrafanaColumn[] | undefined {
  if (dataset.rights?.secret === true) return undefined;
  const time = timeOf(dataset)?.column;
  const columns = Object.entries(dataset.columns)
    .filter(([, column]) => column.type !== 'bytea')
    .map(([name, column]) => ({ ...columnOf(name, column), name: name === time ? 'time' : name }));
  return [
    ...columns.filter((column) => column.name === 'time'),
    ...columns.filter((column) => column.name !== 'time'),
    ...means(dataset),
  ];
}

function columnOf(name: string, { meaning, unit }: Column): GrafanaColumn {
  return { name, of: quoteIdentifier(name), meaning, ...(unit === undefined ? {} : { unit }) };
}

/** For each value of a rollup that keeps both sum and count. */
function means({ rollup }: Dataset): GrafanaColumn[] {
  return Object.entries(rollup?.measures ?? {})
    .filter(([, { states }]) => states.includes('sum') && states.includes('count'))
    .map(([name, { meaning, unit }]) => ({
      name: `${name}_avg`,
      of: `(${name}_sum / nullif(${name}_count, 0))::double precision`,
      meaning: `mean ${meaning}: sum divided by count`,
      ...(unit === undefined ? {} : { unit }),
    }));
}

/** Statements that make the views of datasets, with placeholders. */
export function grafanaViews(datasets: readonly Dataset[]): ProgrammableText {
  const statements = datasets.flatMap((dataset) => {
    const columns = grafanaColumns(dataset);
    if (columns === undefined) return [];
    const list = columns.map(({ name, of }) => {
      const as = quoteIdentifier(name);
      return of === as ? `       ${of}` : `       ${of} as ${as}`;
    });
    return [
      `create or replace view :grafana.${dataset.name} as\nselect ${list.join(',\n').trimStart()}\n  from :schema.${dataset.name};\n`,
    ];
  });
  return { name: 'views for Grafana', text: statements.join('\n') };
}
