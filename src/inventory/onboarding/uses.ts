import type { DatasetName, DatasetUse } from '../../catalogue/index.ts';

const DATASETS: readonly DatasetName[] = ['edge_onboarding_events', 'edge_onboarding_packages'];

/** What onboarding does with datasets: it makes packages and their events, and tells of them. */
export const ONBOARDING_USES: readonly DatasetUse[] = [
  { kind: 'writer', part: 'onboarding', datasets: DATASETS },
  { kind: 'reader', part: 'onboarding', datasets: DATASETS },
];
