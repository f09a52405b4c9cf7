/** What the parts of the benchmark share: the moment at which it plays, and how time is taken. */
import { DATASETS } from '../../dist/catalogue/index.js';

export const HOUR = 3_600_000_000;
export const BUCKET = Date.UTC(2026, 2, 10, 12) * 1_000;
export const NOW = BUCKET + 3 * HOUR;
export const CORES = 8;

export const datasetNamed = (name) => DATASETS.find((dataset) => dataset.name === name);

/** Milliseconds that something takes. */
export async function timed(work) {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

export const round = (value) => Number(value.toFixed(2));
