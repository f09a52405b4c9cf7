import type { DatasetUse } from '../catalogue/index.ts';
import { INGEST_USES } from '../ingest/index.ts';
import {
  ACCESS_USES,
  INVENTORY_USES,
  ONBOARDING_USES,
  REGISTRY_USES,
  STALL_USES,
} from '../inventory/index.ts';
import { QUERY_USES, REGISTRY_READS } from '../query/index.ts';

/** What all parts of the program do with datasets, as each declares it. */
export const DATASET_USES: readonly DatasetUse[] = [
  ...INGEST_USES,
  ...INVENTORY_USES,
  ...ONBOARDING_USES,
  ...REGISTRY_USES,
  ...STALL_USES,
  ...ACCESS_USES,
  REGISTRY_READS,
  ...QUERY_USES,
];
