import { type DatasetUse, isDatasetName, ROLLUPS } from '../../catalogue/index.ts';

/** What the readers of rollups read: histories too, for what a rollup has yet to take in. */
export const ROLLUPS_USE: DatasetUse = {
  kind: 'reader',
  part: 'hourly rollups',
  datasets: [
    ...new Set(ROLLUPS.map((rollup) => rollup.source).filter(isDatasetName)),
    'device_metrics_summary',
  ],
};
