export { type RollupAnswer, type RollupSeries, readRollup } from './answer.ts';
export { distributed, type Numbers, type RollupColumn, rollupColumns } from './columns.ts';
export { type ListedRollup, listRollups } from './list.ts';
export { type RollupQuestion, type RollupQuestionText, readRollupQuestion } from './question.ts';
export { readReading, readStates, type StateSeries } from './read.ts';
export type { GroupValue, RollupReading, RollupRequest } from './request.ts';
export type { StateColumn, Values } from './state.ts';
export {
  readSummary,
  readSummaryQuestion,
  readSummaryReading,
  SUMMARY_COLUMNS,
  SUMMARY_GROUPS,
  SUMMARY_MICROS,
} from './summary.ts';
export { ROLLUPS_USE } from './use.ts';
