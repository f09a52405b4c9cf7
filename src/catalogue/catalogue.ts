import type { Dataset, NewRow, StoredRow } from './dataset.ts';
import { deviceUpdates, discoveredInterfaces } from './discovery.ts';
import { unifiedDevices } from './inventory.ts';
import { serviceStatus } from './registry.ts';
import {
  cpuClusterMetrics,
  cpuMetrics,
  diskMetrics,
  memoryMetrics,
  processMetrics,
} from './sysmon.ts';

/** Every dataset by its name. Column lists, writers, API fields and checks derive from it. */
export const CATALOGUE = {
  cpu_metrics: cpuMetrics,
  cpu_cluster_metrics: cpuClusterMetrics,
  memory_metrics: memoryMetrics,
  disk_metrics: diskMetrics,
  process_metrics: processMetrics,
  discovered_interfaces: discoveredInterfaces,
  device_updates: deviceUpdates,
  unified_devices: unifiedDevices,
  service_status: serviceStatus,
} as const satisfies Record<string, Dataset>;

export type DatasetName = keyof typeof CATALOGUE;

/** The datasets in catalogue order. */
export const DATASETS: readonly Dataset[] = Object.values(CATALOGUE);

/** A stored row of a dataset: `RowOf<'cpu_metrics'>`. */
export type RowOf<N extends DatasetName> = StoredRow<(typeof CATALOGUE)[N]['columns']>;

/** A row to be written: nullable columns may be left out. */
export type NewRowOf<N extends DatasetName> = NewRow<(typeof CATALOGUE)[N]['columns']>;

export function isDatasetName(name: string): name is DatasetName {
  return Object.hasOwn(CATALOGUE, name);
}
