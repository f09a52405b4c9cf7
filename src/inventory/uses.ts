import type { DatasetUse } from '../catalogue/index.ts';

/** What the inventory makes: the log of observations, and the devices that it folds from them. */
export const INVENTORY_USES: readonly DatasetUse[] = [
  {
    kind: 'writer',
    part: 'inventory',
    datasets: [
      'device_updates',
      'unified_devices',
      'device_reports',
      'identity_claims',
      'identity_separations',
      'device_redirects',
      'device_changes',
      'device_merge_audit',
      'device_annotations',
    ],
  },
];
