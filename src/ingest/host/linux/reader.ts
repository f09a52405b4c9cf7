import type { Clock } from '../../../core/index.ts';
import type { HostReader } from '../reading.ts';
import { readMemory, readSystem } from '../system.ts';
import { createCpuReader } from './cpu.ts';
import { createDiskReader } from './disks.ts';
import { readInterfaces } from './interfaces.ts';
import { createProcessReader } from './processes.ts';

/** Reads a Linux host from /proc and /sys. */
export function createLinuxReader(clock: Clock): HostReader {
  return {
    cpu: createCpuReader(),
    memory: readMemory,
    disks: createDiskReader(),
    processes: createProcessReader(clock),
    interfaces: readInterfaces,
    system: readSystem,
  };
}
