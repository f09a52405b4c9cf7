export {
  type DatasetOutcome,
  type DeadLetter,
  datasetsOf,
  type Origin,
  type RefusalReason,
  type RefusedRow,
  type RowsByDataset,
  type WriteBatch,
  type WriteOutcome,
} from './batch.ts';
export { startWriter, type Writer, type WriterOptions } from './writer.ts';
