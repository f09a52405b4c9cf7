import { messageOf } from '../../core/index.ts';
import { createPart } from './part.ts';
import type {
  CoreReading,
  DisksReading,
  HostReader,
  InterfaceReading,
  MemoryReading,
  ProcessReading,
  SystemReading,
} from './reading.ts';

export type PartName = keyof HostReader;

/** One reading of every part; undefined where the part failed. */
export interface Readings {
  readonly cpu: readonly CoreReading[] | undefined;
  readonly memory: MemoryReading | undefined;
  readonly disks: DisksReading | undefined;
  readonly processes: readonly ProcessReading[] | undefined;
  readonly interfaces: readonly InterfaceReading[] | undefined;
  readonly system: SystemReading | undefined;
  /** What kept a part from answering, or from answering in full. */
  readonly faults: ReadonlyMap<PartName, string>;
}

/** Answers a function that reads all parts at once and never rejects. */
export function createParts(
  reader: HostReader,
  timeoutMs: number,
): (stop: AbortSignal) => Promise<Readings> {
  const part = <T>(work: (stop: AbortSignal) => Promise<T>) => createPart(timeoutMs, work);
  const cpu = part(() => reader.cpu());
  const memory = part(() => reader.memory());
  const disks = part((stop) => reader.disks(stop));
  const processes = part(() => reader.processes());
  const interfaces = part(() => reader.interfaces());
  const system = part(() => reader.system());
  let known: SystemReading | undefined;

  return async (stop) => {
    const faults = new Map<PartName, string>();
    const attempt = async <T>(name: PartName, reading: Promise<T>): Promise<T | undefined> => {
      try {
        return await reading;
      } catch (fault) {
        faults.set(name, messageOf(fault));
        return undefined;
      }
    };
    const found = await Promise.all([
      attempt('cpu', cpu.read(stop)),
      attempt('memory', memory.read(stop)),
      attempt('disks', disks.read(stop)),
      attempt('processes', processes.read(stop)),
      attempt('interfaces', interfaces.read(stop)),
      // The system does not change while it runs: one answer is enough.
      known ?? attempt('system', system.read(stop)),
    ]);
    known = found[5];
    const silent = found[2]?.faults ?? [];
    if (silent.length > 0) faults.set('disks', silent.join('; '));
    return {
      cpu: found[0],
      memory: found[1],
      disks: found[2],
      processes: found[3],
      interfaces: found[4],
      system: known,
      faults,
    };
  };
}
