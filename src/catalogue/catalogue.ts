import {
  deviceUpdates,
  discoveredInterfaces,
  discoveredInterfacesLatest,
} from './discovery/discovery.ts';
import {
  deviceAnnotations,
  deviceChanges,
  deviceIdentifiers,
  deviceMergeAudit,
  deviceRedirects,
  deviceReports,
  identityClaims,
  identitySeparations,
} from './discovery/identity.ts';
import { unifiedDevices } from './discovery/inventory.ts';
import { sweepHostStates, sweepHostStatesLatest } from './discovery/sweep.ts';
import { topologyDiscoveryEvents, topologyDiscoveryEventsLatest } from './discovery/topology.ts';
import type { Dataset, NewColumns, StoredColumns } from './model/dataset.ts';
import { eventIdentities, events } from './observability/events.ts';
import { logs } from './observability/logs.ts';
import { otelMetrics } from './observability/otel-metrics.ts';
import { otelSpansEnriched, otelTraceSummaries, otelTraces } from './observability/otel-traces.ts';
import { OCSF_DATASETS } from './ocsf/index.ts';
import { users } from './registry/access.ts';
import {
  deviceCapabilities,
  deviceCapabilityRegistry,
  sysmonStalls,
} from './registry/capabilities.ts';
import { edgeOnboardingEvents, edgeOnboardingPackages } from './registry/onboarding.ts';
import { pollerHistory, pollerStatuses } from './registry/poller-history.ts';
import { agents, checkers, pollers, serviceRegistrationEvents } from './registry/registry.ts';
import {
  serviceStatus,
  serviceStatusLatest,
  services,
  servicesLatest,
} from './registry/service-status.ts';
import { ROLLUP_DATASETS } from './rollups.ts';
import { deviceMetricsSummary } from './telemetry/summary.ts';
import {
  cpuClusterMetrics,
  cpuMetrics,
  diskMetrics,
  memoryMetrics,
  processMetrics,
} from './telemetry/sysmon.ts';
import { netflowMetrics, rperfMetrics, timeseriesMetrics } from './telemetry/telemetry.ts';

/** Every dataset by its name. Column lists, writers, API fields and checks derive from it. */
export const CATALOGUE = {
  cpu_metrics: cpuMetrics,
  cpu_cluster_metrics: cpuClusterMetrics,
  memory_metrics: memoryMetrics,
  disk_metrics: diskMetrics,
  process_metrics: processMetrics,
  device_metrics_summary: deviceMetricsSummary,
  timeseries_metrics: timeseriesMetrics,
  netflow_metrics: netflowMetrics,
  rperf_metrics: rperfMetrics,
  sweep_host_states: sweepHostStates,
  sweep_host_states_latest: sweepHostStatesLatest,
  discovered_interfaces: discoveredInterfaces,
  discovered_interfaces_latest: discoveredInterfacesLatest,
  topology_discovery_events: topologyDiscoveryEvents,
  topology_discovery_events_latest: topologyDiscoveryEventsLatest,
  device_updates: deviceUpdates,
  unified_devices: unifiedDevices,
  device_reports: deviceReports,
  identity_claims: identityClaims,
  identity_separations: identitySeparations,
  device_identifiers: deviceIdentifiers,
  device_redirects: deviceRedirects,
  device_merge_audit: deviceMergeAudit,
  device_changes: deviceChanges,
  device_annotations: deviceAnnotations,
  pollers,
  agents,
  checkers,
  service_registration_events: serviceRegistrationEvents,
  poller_history: pollerHistory,
  poller_statuses: pollerStatuses,
  services,
  services_latest: servicesLatest,
  service_status: serviceStatus,
  service_status_latest: serviceStatusLatest,
  edge_onboarding_packages: edgeOnboardingPackages,
  edge_onboarding_events: edgeOnboardingEvents,
  device_capabilities: deviceCapabilities,
  device_capability_registry: deviceCapabilityRegistry,
  sysmon_stalls: sysmonStalls,
  events,
  event_identities: eventIdentities,
  logs,
  otel_metrics: otelMetrics,
  otel_traces: otelTraces,
  otel_trace_summaries: otelTraceSummaries,
  otel_spans_enriched: otelSpansEnriched,
  users,
  ...OCSF_DATASETS,
} as const satisfies Record<string, Dataset>;

export type DatasetName = keyof typeof CATALOGUE;

/** The datasets that rows are written to: all but the views. */
export type WritableDatasetName = {
  [N in DatasetName]: (typeof CATALOGUE)[N]['kind'] extends 'view' ? never : N;
}[DatasetName];

/** Every dataset, those of the rollups at the end. */
export const DATASETS: readonly Dataset[] = [...Object.values(CATALOGUE), ...ROLLUP_DATASETS];

/** A stored row of a dataset: `Row<'cpu_metrics'>`. */
export type Row<N extends DatasetName> = StoredColumns<(typeof CATALOGUE)[N]['columns']>;

/** A row to be written: nullable columns may be left out. */
export type NewRow<N extends DatasetName> = NewColumns<(typeof CATALOGUE)[N]['columns']>;

export function isDatasetName(name: string): name is DatasetName {
  return Object.hasOwn(CATALOGUE, name);
}
