import type { Clock } from '../../core/index.ts';
import type { HostAddress } from './address.ts';
import { createChangeFilter, interfaceRows } from './interfaces.ts';
import { createParts, type PartName } from './parts.ts';
import type { HostReader, SystemReading } from './reading.ts';
import { clusterRows, cpuRows, diskRows, memoryRows, processRows } from './rows.ts';
import type { HostIdentity, HostSample, SampleOrigin } from './sample.ts';
import { createObservationSchedule, hostObservation, selfStatusRow } from './self.ts';

export interface CollectorOptions {
  readonly clock: Clock;
  readonly reader: HostReader;
  readonly identity: HostIdentity;
  readonly address: HostAddress;
  readonly deviceId: string;
  readonly version: string;
  /** Processes per sample, the busiest first; 0: all. */
  readonly processes: number;
  readonly partTimeoutMs: number;
}

export interface Collector {
  /** Reads every part once and makes the sample. A part that fails is left out. */
  collect(stop: AbortSignal): Promise<HostSample>;
  /** What kept parts from the last sample, by part. */
  faults(): ReadonlyMap<PartName, string>;
  /** A sample with an observation is stored. */
  stored(): void;
  /** The last sample did not get stored; what is written on change only is due again. */
  forget(): void;
}

const UNKNOWN_SYSTEM: SystemReading = {
  hostname: null,
  os: null,
  osVersion: null,
  kernel: null,
  architecture: null,
};

/** Makes samples of the host that `reader` reads. All rows of one carry one timestamp. */
export function createCollector(options: CollectorOptions): Collector {
  const { clock, identity, address, deviceId, version } = options;
  const readParts = createParts(options.reader, options.partTimeoutMs);
  const changes = createChangeFilter();
  const schedule = createObservationSchedule();
  let faults: ReadonlyMap<PartName, string> = new Map();
  return {
    async collect(stop) {
      const timestamp = clock.now();
      const { cpu, memory, disks, processes, interfaces, system, ...rest } = await readParts(stop);
      faults = rest.faults;
      const elapsedMs = clock.elapsedMs();
      const told = system ?? UNKNOWN_SYSTEM;
      const hostId = told.hostname;
      const origin: SampleOrigin = { identity, timestamp, deviceId, hostIp: address.ip, hostId };
      const cores = cpu?.length ?? null;
      const observation = hostObservation(origin, { ...told, cores, mac: address.mac, version });
      const found = interfaces === undefined ? undefined : interfaceRows(origin, interfaces);
      const report = {
        version,
        uptimeSeconds: process.uptime(),
        residentBytes: process.memoryUsage.rss(),
      };
      return {
        timestamp,
        rows: {
          cpu_metrics: cpuRows(origin, cpu ?? []),
          cpu_cluster_metrics: clusterRows(origin, cpu ?? []),
          memory_metrics: memory === undefined ? [] : memoryRows(origin, memory),
          disk_metrics: diskRows(origin, disks?.disks ?? []),
          process_metrics: processRows(origin, processes ?? [], options.processes),
          discovered_interfaces: found === undefined ? [] : changes.take(found, elapsedMs),
          service_status: [selfStatusRow(origin, report)],
        },
        observations: schedule.take(observation, elapsedMs),
      };
    },
    faults: () => faults,
    stored: () => schedule.stored(),
    forget() {
      changes.forget();
      schedule.forget();
    },
  };
}
