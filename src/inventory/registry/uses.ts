import type { DatasetUse } from '../../catalogue/index.ts';
import { APPENDED } from './parts.ts';

/** What the registry makes. */
export const REGISTRY_USES: readonly DatasetUse[] = [
  {
    kind: 'writer',
    part: 'registry',
    datasets: ['pollers', 'agents', 'checkers', ...APPENDED, 'event_identities'],
  },
];
