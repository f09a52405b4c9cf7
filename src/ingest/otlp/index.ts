export {
  formatOfType,
  OTLP_RECEIVER,
  type OtlpRequest,
  otlpBatch,
  unreadableLetter,
} from './batch.ts';
export { CONTENT_TYPES, type OtlpBody, type OtlpFormat } from './body.ts';
export { OtlpFault } from './fault.ts';
export { type ExportAnswer, RETRY_INFO_URL, RetryInfo, RpcStatus } from './messages/index.ts';
export { type OtlpRecords, readOtlp } from './read.ts';
export type { RefusedRecord } from './rows/index.ts';
export {
  OTLP_SIGNALS,
  type OtlpDataset,
  type OtlpSignal,
  SIGNALS,
  type Signal,
} from './signal.ts';
