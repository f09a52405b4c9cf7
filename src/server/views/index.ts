export { accessEventItem, tokenItem, userItem } from './access/index.ts';
export { letterDetail, letterList, readFilter, readNumber, replayAnswer } from './dead-letter.ts';
export {
  type Companions,
  deviceAnnotations,
  deviceAsOf,
  deviceChange,
  deviceDetail,
  deviceExplanation,
  deviceItem,
  deviceMetric,
  deviceRegistration,
  deviceStats,
  total,
} from './devices/index.ts';
export {
  capabilityCheck,
  capabilityMatrix,
  capabilitySnapshot,
  capabilityStatus,
  collectorCapabilities,
  neighborReport,
  networkInterface,
  sweepHost,
  topologyEdge,
  topologyGraph,
  topologyNode,
} from './discovery/index.ts';
export { ingestReport } from './ingest-report.ts';
export { mappingReport } from './mapping.ts';
export { pollerResponseTime, pollerSnmpValue, throughputTest } from './measured.ts';
export {
  createdPackage,
  deliveredPackage,
  edgePackage,
  packageDefaults,
  packageEvent,
} from './onboarding.ts';
export { offsetOf, type Page, pageLinks, readPage } from './paging.ts';
export {
  agentItem,
  heartbeatReport,
  pollerItem,
  pollerService,
  registryDetail,
  registryService,
  serviceDeclaration,
  serviceReportPoint,
  serviceTree,
} from './registry.ts';
export { rollupItem, rollupText } from './rollup.ts';
export { cpuGroups, diskGroups, memoryGroups, processGroups } from './series.ts';
export { storageReport } from './storage.ts';
export { instantText, objectOf } from './value.ts';
