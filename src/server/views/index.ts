export { deviceDetail, deviceItem } from './device.ts';
export { offsetOf, type Page, pageLinks, readPage } from './paging.ts';
export { cpuGroups, diskGroups, memoryGroups, processGroups } from './series.ts';
export { storageReport } from './storage.ts';
