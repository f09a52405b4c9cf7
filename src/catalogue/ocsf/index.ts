import type { Dataset } from '../model/dataset.ts';
import { ocsfDeviceInventory } from './device-inventory.ts';
import { ocsfDevicesCurrent } from './devices-current.ts';
import { ocsfEntityRelationships } from './entity-relationships.ts';
import { ocsfNetworkActivity } from './network-activity.ts';
import { ocsfObservableIndex, ocsfObservableStatistics } from './observables.ts';
import { ocsfSearchPerformance } from './search-performance.ts';
import { ocsfServicesCurrent } from './services-current.ts';
import { ocsfSystemActivity } from './system-activity.ts';
import { ocsfUserInventory } from './user-inventory.ts';
import { ocsfUsersCurrent } from './users-current.ts';
import { ocsfVulnerabilitiesCurrent } from './vulnerabilities-current.ts';

export { typeUid } from './columns.ts';

/** The datasets that speak OCSF: four kinds of events, what is known now, and search over both. */
export const OCSF_DATASETS = {
  ocsf_device_inventory: ocsfDeviceInventory,
  ocsf_network_activity: ocsfNetworkActivity,
  ocsf_user_inventory: ocsfUserInventory,
  ocsf_system_activity: ocsfSystemActivity,
  ocsf_devices_current: ocsfDevicesCurrent,
  ocsf_users_current: ocsfUsersCurrent,
  ocsf_vulnerabilities_current: ocsfVulnerabilitiesCurrent,
  ocsf_services_current: ocsfServicesCurrent,
  ocsf_observable_index: ocsfObservableIndex,
  ocsf_observable_statistics: ocsfObservableStatistics,
  ocsf_entity_relationships: ocsfEntityRelationships,
  ocsf_search_performance: ocsfSearchPerformance,
} as const satisfies Record<string, Dataset>;
