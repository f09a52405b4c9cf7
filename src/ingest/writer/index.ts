export type {
  DatasetOutcome,
  RefusalReason,
  RefusedRow,
  RowsByDataset,
  WriteBatch,
  WriteOutcome,
} from './batch.ts';
export { startWriter, type Writer, type WriterOptions } from './writer.ts';
