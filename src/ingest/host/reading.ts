/**
 * What a host tells of itself, before any rule of the rows is applied. Null means that the host
 * tells no such value. Rates are since the previous reading of the same reader, so the first
 * reading has none.
 */

export interface CoreReading {
  /** Number that the host gives the core. */
  readonly core: number;
  readonly usagePercent: number | null;
  readonly frequencyHz: number | null;
  /** Name of the cluster of cores, see {@link HostReader.cpu}. */
  readonly cluster: string | null;
}

export interface MemoryReading {
  readonly totalBytes: number | null;
  /** What programs could still get without swapping. */
  readonly availableBytes: number | null;
}

export interface DiskReading {
  readonly mountPoint: string;
  readonly device: string | null;
  readonly totalBytes: number | null;
  /** What an ordinary user could still write. */
  readonly availableBytes: number | null;
}

/** File systems, and a sentence for each that did not answer. */
export interface DisksReading {
  readonly disks: readonly DiskReading[];
  readonly faults: readonly string[];
}

export interface ProcessReading {
  readonly pid: number;
  readonly name: string | null;
  /** Share of one core: 200 for a program that keeps two cores busy. */
  readonly cpuPercent: number | null;
  readonly residentBytes: number | null;
  readonly status: string | null;
  /** RFC 3339. */
  readonly startTime: string | null;
}

export interface InterfaceReading {
  readonly index: number;
  readonly name: string;
  readonly alias: string | null;
  readonly mac: string | null;
  readonly addresses: readonly string[];
  readonly speedBitsPerSecond: number | null;
  /** 1 up, 2 down. */
  readonly adminStatus: number | null;
  /** 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 not present, 7 lower layer down. */
  readonly operStatus: number | null;
  /** What else the host tells: mtu, duplex, type. */
  readonly details: { readonly [name: string]: string | number };
}

/** What does not change while the host runs. */
export interface SystemReading {
  readonly hostname: string | null;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly kernel: string | null;
  readonly architecture: string | null;
}

/** One way to read a host. Each part is read alone, so that one which fails stops no other. */
export interface HostReader {
  /**
   * A cluster is the cores of one physical package that are of one kind: `package0`; on hosts with
   * fast and slow cores `package0-performance` and `package0-efficiency`. Null where the host does
   * not tell its topology.
   */
  cpu(): Promise<readonly CoreReading[]>;
  memory(): Promise<MemoryReading>;
  /** `stop` ends what still waits for a file system. */
  disks(stop: AbortSignal): Promise<DisksReading>;
  processes(): Promise<readonly ProcessReading[]>;
  interfaces(): Promise<readonly InterfaceReading[]>;
  system(): Promise<SystemReading>;
}
