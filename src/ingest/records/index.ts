export { type ByteAccount, type ByteBudget, createByteBudget, memoryFault } from './budget.ts';
export { RecordFault, type RecordReason } from './fault.ts';
export { INGESTIBLE, requireIngestible } from './ingestible.ts';
export { isTimeUnit, TIME_UNITS, type TimeUnit } from './instant.ts';
export { OBSERVATION_SHAPE, observationReader } from './observation.ts';
export {
  type ReceiveLimits,
  type ReceiveOptions,
  type RecordBatch,
  receiveRecords,
} from './receive.ts';
export { fieldsOf, type RecordOptions, type RecordReader, recordReader } from './record.ts';
export { createSplitter, type Piece, type RecordFormat } from './split.ts';
export {
  createTally,
  type IngestOutcome,
  MOST_REJECTIONS,
  type Rejection,
  type Tally,
} from './tally.ts';
