export { DevicePage } from './device.tsx';
export { useHostSeries } from './host-series.ts';
export { HostTiles } from './host-tiles.tsx';
