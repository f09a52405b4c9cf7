export { Chart } from './chart.tsx';
export { useChartKeys } from './current-chart.ts';
export { buildLines, keysOf, type LineName, slotsOf } from './lines.ts';
export { usePoints } from './points.ts';
export { Sparkline } from './sparkline.tsx';
