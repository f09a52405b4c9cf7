import { cpus, hostname } from 'node:os';
import { fsSize, mem, osInfo, processes } from 'systeminformation';
import { cleanText, formatInstant, instantFromMillis } from '../../core/index.ts';
import type {
  DisksReading,
  HostReader,
  MemoryReading,
  ProcessReading,
  SystemReading,
} from './reading.ts';
import { type CoreTimes, createCoreUsage } from './usage.ts';

/**
 * The border to `systeminformation`: memory and system everywhere, and a whole reader for hosts
 * other than Linux, whose /proc tells more, at a smaller price and without programs that slim
 * images lack.
 */

export async function readMemory(): Promise<MemoryReading> {
  const { total, available } = await mem();
  return { totalBytes: total, availableBytes: available };
}

export async function readSystem(): Promise<SystemReading> {
  const { distro, release, codename, kernel, arch } = await osInfo();
  const version = [cleanText(release), codename === '' ? null : `(${codename})`];
  return {
    hostname: cleanText(hostname()),
    os: known(distro),
    osVersion: known(version.filter((one) => one !== null).join(' ')),
    kernel: known(kernel),
    architecture: known(arch),
  };
}

/** Reads any host that Node runs on. Tells no interfaces, because it has no numbers for them. */
export function createPortableReader(): HostReader {
  const coreUsage = createCoreUsage();
  return {
    async cpu() {
      const list = cpus();
      const usage = coreUsage(list.map(({ times }, core): CoreTimes => timesOf(core, times)));
      return list.map(({ speed }, core) => ({
        core,
        usagePercent: usage.get(core) ?? null,
        frequencyHz: speed * 1_000_000,
        cluster: null,
      }));
    },
    memory: readMemory,
    disks: readDisks,
    processes: readProcesses,
    interfaces: async () => [],
    system: readSystem,
  };
}

function timesOf(core: number, times: { readonly [kind: string]: number }): CoreTimes {
  const { idle = 0 } = times;
  return { core, idle, total: Object.values(times).reduce((sum, one) => sum + one, 0) };
}

async function readDisks(): Promise<DisksReading> {
  const list = await fsSize();
  const disks = list.map(({ mount, fs, size, available }) => {
    return { mountPoint: mount, device: fs, totalBytes: size, availableBytes: available };
  });
  return { disks, faults: [] };
}

async function readProcesses(): Promise<readonly ProcessReading[]> {
  const cores = cpus().length;
  const { list } = await processes();
  return list.map(({ pid, name, cpu, memRss, state, started }) => ({
    pid,
    name,
    // The library tells the share of all cores together, memory in KiB, and local time.
    cpuPercent: cpu * cores,
    residentBytes: memRss * 1_024,
    status: known(state),
    startTime: localTime(started),
  }));
}

function localTime(text: string): string | null {
  const millis = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(millis) ? null : formatInstant(instantFromMillis(millis));
}

/** The library's word for what it could not find out. */
function known(text: string): string | null {
  return text === 'unknown' ? null : cleanText(text);
}
