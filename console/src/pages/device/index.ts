export { DevicePage } from './device.tsx';
export { HostTiles, useHostSeries } from './metrics/index.ts';
