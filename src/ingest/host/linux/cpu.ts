import { readFile } from 'node:fs/promises';
import type { CoreReading } from '../reading.ts';
import { type CoreTimes, createCoreUsage } from '../usage.ts';
import { type CoreTopology, clusterNames, readTopology } from './clusters.ts';
import { mapInGroups, readNumber, readText } from './files.ts';

const HERTZ_PER_KILOHERTZ = 1_000;
const HERTZ_PER_MEGAHERTZ = 1_000_000;

/** Reads the cores that are switched on. */
export function createCpuReader(): () => Promise<readonly CoreReading[]> {
  const coreUsage = createCoreUsage();
  const topology = new Map<number, CoreTopology>(); // fixed while the host runs
  return async () => {
    const times = parseStat(await readFile('/proc/stat', 'utf8'));
    const usage = coreUsage(times);
    const cores = times.map(({ core }) => core);
    const frequencies = await readFrequencies(cores);
    for (const core of cores) {
      if (!topology.has(core)) topology.set(core, await readTopology(core));
    }
    const clusters = clusterNames([...topology.values()]);
    return cores.map((core) => ({
      core,
      usagePercent: usage.get(core) ?? null,
      frequencyHz: frequencies.get(core) ?? null,
      cluster: clusters.get(core) ?? null,
    }));
  };
}

/**
 * The totals per core in /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Waiting
 * for a disk is idle; time that a hypervisor took is not. Guest time is part of user time already.
 */
export function parseStat(text: string): CoreTimes[] {
  return [...text.matchAll(/^cpu(\d+) +(.+)$/gm)].map(([, core, list]) => {
    const times = (list ?? '').trim().split(/ +/).slice(0, 8).map(Number);
    const [, , , idle = 0, iowait = 0] = times;
    return {
      core: Number(core),
      idle: idle + iowait,
      total: times.reduce((sum, one) => sum + one, 0),
    };
  });
}

async function readFrequencies(cores: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const scaled = await mapInGroups(cores, async (core) => {
    const kilohertz = await readNumber(
      `/sys/devices/system/cpu/cpu${core}/cpufreq/scaling_cur_freq`,
    );
    return [core, kilohertz] as const;
  });
  const found = new Map(
    scaled.flatMap(([core, value]) =>
      value === null ? [] : [[core, value * HERTZ_PER_KILOHERTZ] as const],
    ),
  );
  if (found.size > 0) return found;
  return parseCpuInfo((await readText('/proc/cpuinfo')) ?? '');
}

/** Clock rates in /proc/cpuinfo, which virtual machines tell there only, and ARM not at all. */
export function parseCpuInfo(text: string): Map<number, number> {
  const found = new Map<number, number>();
  for (const block of text.split(/\n\s*\n/)) {
    const core = /^processor\s*: (\d+)$/m.exec(block)?.[1];
    const megahertz = Number(/^cpu MHz\s*: ([\d.]+)$/m.exec(block)?.[1]);
    if (core !== undefined && megahertz > 0) {
      found.set(Number(core), Math.round(megahertz * HERTZ_PER_MEGAHERTZ));
    }
  }
  return found;
}
