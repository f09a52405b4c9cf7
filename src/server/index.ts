export { type Authentication, isAuthenticated } from './auth/index.ts';
export type { HttpAddress } from './http-address.ts';
export type { Limits } from './limits.ts';
export type { RunningServer } from './listen.ts';
export { openApiDocument } from './open-api-document.ts';
export { type OtlpReceiver, type OtlpReceiverOptions, startOtlpReceiver } from './otlp/index.ts';
export type { App, IngestParts, ServerAuthentication, ServerParts } from './parts.ts';
export { companionsOf, deleteDevice, submitBatch } from './routes/index.ts';
export { buildServer, type ServerOptions } from './server.ts';
export { startServer } from './start.ts';
export { EXPORT_FORMATS, type ExportFormat, exportText, importDevices } from './transfer/index.ts';
export { DATASET_USES } from './uses.ts';
export {
  createdPackage,
  deviceAnnotations,
  deviceChange,
  deviceDetail,
  deviceExplanation,
  deviceItem,
  edgePackage,
  letterDetail,
  letterList,
  mappingReport,
  packageEvent,
  registryDetail,
  registryService,
  serviceTree,
  tokenItem,
  userItem,
} from './views/index.ts';
