import type { DatasetUse } from '../../../catalogue/index.ts';
import { METRIC_DATASETS } from './companions.ts';

/** What the readers of devices read. */
export const DEVICE_USES: readonly DatasetUse[] = [
  {
    kind: 'reader',
    part: 'devices',
    datasets: [
      'unified_devices',
      'device_redirects',
      'device_annotations',
      'device_capability_registry',
      ...METRIC_DATASETS,
    ],
  },
  {
    kind: 'reader',
    part: 'history of devices',
    datasets: [
      'device_identifiers',
      'device_reports',
      'identity_claims',
      'identity_separations',
      'device_merge_audit',
      'device_changes',
      'device_updates',
    ],
  },
  { kind: 'reader', part: 'service components', datasets: ['pollers', 'agents', 'checkers'] },
];
