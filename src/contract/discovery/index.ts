export {
  CAPABILITY_STATES,
  CapabilityCheck,
  CapabilityMatrix,
  CapabilityMatrixQuery,
  CapabilityMatrixRow,
  CapabilityRecord,
  type CapabilityState,
  CapabilityStatus,
  DeviceCapabilities,
  DeviceCapabilitiesQuery,
} from './capabilities.ts';
export { CURSOR_HEADERS } from './cursor.ts';
export {
  DeviceInterfacesQuery,
  INTERFACE_STATES,
  InterfaceQuery,
  NetworkInterface,
} from './interfaces.ts';
export { SweepHistoryQuery, SweepHost, SweepHostQuery } from './sweeps.ts';
export {
  DeviceNeighbor,
  LINK_EVIDENCE,
  type LinkEvidence,
  TopologyEdge,
  TopologyGraph,
  TopologyNode,
  TopologyQuery,
} from './topology.ts';
