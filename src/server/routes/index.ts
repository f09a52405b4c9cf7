export { deadLetterRoutes } from './dead-letters.ts';
export { deviceRoutes } from './devices.ts';
export { ingestRoutes, submitBatch } from './ingest/index.ts';
export { ingestReportRoute } from './ingest-report.ts';
export { mappingRoute } from './mapping.ts';
export { processRoutes } from './process.ts';
export { rollupRoutes } from './rollups.ts';
export { storageRoute } from './storage.ts';
export { sysmonRoutes } from './sysmon.ts';
