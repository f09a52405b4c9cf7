export { logRows } from './log-rows.ts';
export type { MadeRows, RefusedRecord } from './made.ts';
export { metricRows } from './metric-rows.ts';
export { spanRows } from './span-rows.ts';
