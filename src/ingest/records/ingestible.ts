import {
  CATALOGUE,
  DATASETS,
  type Dataset,
  type DatasetName,
  isDatasetName,
} from '../../catalogue/index.ts';
import { RadarError, suggest } from '../../core/index.ts';

/** Hypertables whose rows the store makes itself, out of others or of its own doings. */
const MADE_HERE: { readonly [name: string]: string } = {
  ocsf_observable_statistics: 'is counted from other datasets',
  ocsf_search_performance: 'tells of searches in this store',
};

/** The datasets of which rows may be sent, in the order of the catalogue. */
export const INGESTIBLE: readonly DatasetName[] = DATASETS.filter(
  (dataset) => isDatasetName(dataset.name) && refusalOf(dataset) === undefined,
).map(({ name }) => name as DatasetName);

/** Why rows of a dataset cannot be sent; undefined where they can. */
function refusalOf(dataset: Dataset): string | undefined {
  const { name, kind, latestOf, rollup } = dataset;
  if (rollup !== undefined) return `is computed from ${rollup.source}; send rows of that`;
  if (kind === 'view') return 'is a view over other datasets';
  if (latestOf !== undefined) return `is the latest state of ${latestOf}; send rows of that`;
  if (kind === 'table') return 'is kept by the store itself';
  return MADE_HERE[name];
}

/**
 * The dataset of that name, if rows of it may be sent. Throws NOT_FOUND with the nearest name, or
 * DATASET_CLOSED with what to do instead.
 */
export function requireIngestible(name: string): DatasetName {
  const dataset = DATASETS.find((one) => one.name === name);
  if (dataset === undefined) {
    const near = suggest(name, INGESTIBLE);
    throw new RadarError('NOT_FOUND', `There is no dataset "${name.slice(0, 80)}".`, {
      hint: near === undefined ? 'GET /api/storage lists all datasets.' : `Did you mean "${near}"?`,
    });
  }
  const why = refusalOf(dataset);
  if (why === undefined && isDatasetName(name)) return name;
  throw new RadarError('DATASET_CLOSED', `Rows cannot be sent to ${name}: it ${why}.`, {
    hint: `Rows can be sent to ${INGESTIBLE.join(', ')}.`,
  });
}

/** A dataset of the catalogue without its literal types. */
export const datasetOf = (name: DatasetName): Dataset => CATALOGUE[name];
