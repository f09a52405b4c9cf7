export { deviceRoutes } from './devices.ts';
export { processRoutes } from './process.ts';
export { storageRoute } from './storage.ts';
export { sysmonRoutes } from './sysmon.ts';
