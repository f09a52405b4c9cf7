export { type Companions, deviceDetail, deviceItem } from './device.ts';
export { deviceExplanation } from './explanation.ts';
export {
  deviceAnnotations,
  deviceMetric,
  deviceRegistration,
  deviceStats,
  total,
} from './facts.ts';
export { deviceAsOf, deviceChange } from './past.ts';
