export { HostMetrics } from './host-metrics.tsx';
export { useHostSeries } from './host-series.ts';
export { HostTiles } from './host-tiles.tsx';
