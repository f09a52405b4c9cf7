import type { DatasetUse } from '../../../catalogue/index.ts';

export { type DeclarationFilter, type DeclaredRow, readDeclarations } from './declarations.ts';
export {
  type MeasuredRequest,
  type PolledRow,
  readPolled,
  readThroughput,
  type ThroughputRow,
} from './measured.ts';
export {
  type PollerRow,
  readPollerHistory,
  readPollers,
  readPollerTotals,
} from './pollers.ts';
export { type ReportedRow, readReported, readReportedHistory } from './reported.ts';
export {
  listServices,
  type RegisteredService,
  readRegistered,
  readRegistryEvents,
  type ServiceFilter,
} from './services.ts';
export { type AgentRow, readAgents, readTree, type TreeRow } from './tree.ts';

/** What the readers of the registry read. */
export const REGISTRY_USE: DatasetUse = {
  kind: 'reader',
  part: 'registry',
  datasets: [
    'pollers',
    'agents',
    'checkers',
    'service_registration_events',
    'poller_history',
    'service_status',
    'service_status_latest',
    'services',
    'services_latest',
    'timeseries_metrics',
    'rperf_metrics',
  ],
};
