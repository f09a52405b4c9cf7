export {
  type HostIdentity,
  type HostReader,
  type HostReceiver,
  type HostReceiverOptions,
  type HostSample,
  startHostReceiver,
} from './host/index.ts';
export {
  type DatasetOutcome,
  type RefusalReason,
  type RefusedRow,
  type RowsByDataset,
  startWriter,
  type WriteBatch,
  type WriteOutcome,
  type Writer,
  type WriterOptions,
} from './writer/index.ts';
