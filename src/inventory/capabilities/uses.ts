import type { DatasetUse } from '../../catalogue/index.ts';

/** What finds out that hosts stall. */
export const STALL_USES: readonly DatasetUse[] = [
  { kind: 'writer', part: 'stalled hosts', datasets: ['sysmon_stalls'] },
  {
    kind: 'reader',
    part: 'stalled hosts',
    datasets: ['sysmon_stalls', 'device_capability_registry'],
  },
];
