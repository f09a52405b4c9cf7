import {
  CATALOGUE,
  type Column,
  type Dataset,
  type DatasetName,
  mayDiffer,
  writableColumns,
} from '../../../catalogue/index.ts';
import { type Combination, type Comparison, comparisonOf } from './comparison.ts';
import { type Check, checkOf } from './value.ts';

/** Everything about the rows of a dataset that the writer needs, found out once. */
export interface Shape {
  readonly name: DatasetName;
  readonly dataset: Dataset;
  /** The columns that a writer fills, in catalogue order; so are the values of a row. */
  readonly columns: readonly (readonly [string, Column])[];
  readonly names: readonly string[];
  readonly checks: readonly Check[];
  readonly comparison: Comparison;
  readonly combinations: readonly Combination[];
  /** Whether two rows with one key can differ elsewhere. */
  readonly mayDiffer: boolean;
  /** Latest state and relational tables: a row may replace the one that is there. */
  readonly isTable: boolean;
  /** The table that holds the latest state of this history. */
  readonly latest: DatasetName | undefined;
}

const shapes = new Map<DatasetName, Shape>();

/** The shape of a dataset. */
export function shapeOf(name: DatasetName): Shape {
  let shape = shapes.get(name);
  if (shape === undefined) {
    shape = makeShape(name);
    shapes.set(name, shape);
  }
  return shape;
}

function makeShape(name: DatasetName): Shape {
  const dataset: Dataset = CATALOGUE[name];
  const columns = writableColumns(dataset);
  const all = Object.values(CATALOGUE) as readonly Dataset[];
  return {
    name,
    dataset,
    columns,
    names: columns.map(([column]) => column),
    checks: columns.map(([column, declared]) => checkOf(column, declared)),
    comparison: comparisonOf(dataset, columns),
    combinations: combinationsOf(dataset, columns),
    mayDiffer: mayDiffer(dataset),
    isTable: dataset.kind === 'table',
    latest: all.find((one) => one.latestOf === name)?.name as DatasetName | undefined,
  };
}

function combinationsOf(dataset: Dataset, columns: Shape['columns']): Combination[] {
  return columns.flatMap(([name], place) => {
    const keeps = dataset.combined?.[name];
    return keeps === undefined ? [] : [{ name, place, keeps }];
  });
}
