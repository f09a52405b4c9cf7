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
  NeighborReport,
  TopologyEdge,
  TopologyGraph,
  TopologyHistoryQuery,
  TopologyNode,
  TopologyQuery,
} from './topology.ts';
