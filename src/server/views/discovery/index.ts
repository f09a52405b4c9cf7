export {
  capabilityCheck,
  capabilityMatrix,
  capabilitySnapshot,
  capabilityStatus,
  collectorCapabilities,
} from './capabilities.ts';
export { networkInterface } from './interfaces.ts';
export { sweepHost } from './sweeps.ts';
export { neighborReport, topologyEdge, topologyGraph, topologyNode } from './topology.ts';
