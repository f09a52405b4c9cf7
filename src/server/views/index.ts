export { letterDetail, letterList, readFilter, readNumber, replayAnswer } from './dead-letter.ts';
export { deviceDetail, deviceItem } from './device.ts';
export { ingestReport } from './ingest-report.ts';
export { mappingReport } from './mapping.ts';
export { offsetOf, type Page, pageLinks, readPage } from './paging.ts';
export { rollupItem, rollupText } from './rollup.ts';
export { cpuGroups, diskGroups, memoryGroups, processGroups } from './series.ts';
export { storageReport } from './storage.ts';
