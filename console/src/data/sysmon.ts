import type {
  CpuGroup,
  DiskGroup,
  MemoryGroup,
  ProcessGroup,
  SysmonKind,
} from '../../../src/contract/index.ts';
import { readInstant } from '../format/index.ts';
import { exactly, type Reading, type Sample } from './samples.ts';

/** What the server answers for each kind. */
export interface SysmonGroups {
  readonly cpu: CpuGroup;
  readonly memory: MemoryGroup;
  readonly disk: DiskGroup;
  readonly processes: ProcessGroup;
}

/** Kinds that are drawn as lines. */
export type ChartedKind = Exclude<SysmonKind, 'processes'>;

interface Measured {
  readonly usage_percent: number | null;
  readonly usage_percent_min?: number | null;
  readonly usage_percent_max?: number | null;
}

const percentReading = (one: Measured): Reading => ({
  value: one.usage_percent,
  min: one.usage_percent_min ?? null,
  max: one.usage_percent_max ?? null,
});

/** Key of the mean over all cores. */
export const ALL_CORES = 'all';

/** The mean over all cores of a sample; null when none has a value. */
export function meanUsage(group: CpuGroup | undefined): number | null {
  const values = (group?.cpus ?? []).flatMap(({ usage_percent }) => usage_percent ?? []);
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}

function cpuReadings(group: CpuGroup): Sample['readings'] {
  const cores = group.cpus.map((core) => [`core ${core.core_id}`, percentReading(core)] as const);
  const readings = Object.fromEntries(cores);
  if (cores.length > 1) readings[ALL_CORES] = exactly(meanUsage(group));
  return readings;
}

function memoryReadings({ memory }: MemoryGroup): Sample['readings'] {
  // The server gives extremes as shares; of a total that hardly moves they are bytes all the same.
  const bytesAt = (percent: number | null | undefined) =>
    percent == null || memory.total_bytes === null ? null : (percent / 100) * memory.total_bytes;
  return {
    used: {
      value: memory.used_bytes,
      min: bytesAt(memory.usage_percent_min),
      max: bytesAt(memory.usage_percent_max),
    },
  };
}

function diskReadings({ disks }: DiskGroup): Sample['readings'] {
  return Object.fromEntries(disks.map((disk) => [disk.mount_point, percentReading(disk)]));
}

const READINGS: { readonly [K in ChartedKind]: (group: SysmonGroups[K]) => Sample['readings'] } = {
  cpu: cpuReadings,
  memory: memoryReadings,
  disk: diskReadings,
};

/** Turns an answer, newest first, into samples, oldest first. */
export function readSamples<K extends ChartedKind>(
  kind: K,
  groups: readonly SysmonGroups[K][],
): readonly Sample[] {
  const samples: Sample[] = [];
  for (const group of groups) {
    const timeMs = readInstant(group.timestamp);
    if (timeMs !== undefined) samples.push({ timeMs, readings: READINGS[kind](group) });
  }
  return samples.sort((one, other) => one.timeMs - other.timeMs);
}
