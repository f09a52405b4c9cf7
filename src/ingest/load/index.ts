export { LOAD_PARTITION } from './fleet.ts';
export { LOAD_DATASETS, type LoadDataset, type LoadOptions, loadRows } from './load.ts';
export { OTLP_LOADS, type OtlpLoad, otlpRequestOf } from './otlp-request.ts';
export { copyColumnsOf, copyTextOf, ndjsonOf } from './text.ts';
