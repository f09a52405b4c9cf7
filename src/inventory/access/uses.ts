import type { DatasetUse } from '../../catalogue/index.ts';

/** What access does with datasets: it makes and changes users, and knows by them who asks. */
export const ACCESS_USES: readonly DatasetUse[] = [
  { kind: 'writer', part: 'access', datasets: ['users'] },
  { kind: 'reader', part: 'access', datasets: ['users'] },
];
