import { readdirSync, readFileSync } from 'node:fs';
import { codeOf } from '../../core/index.ts';

/** Processes whose use is measured: by their numbers, null where there is none or none of ours. */
export interface Processes {
  readonly serve: number | null;
  readonly database: number | null;
}

/** What one run used. Null where the system does not tell. */
export interface Usage {
  /** Seconds of one core. */
  readonly cpuSeconds: {
    readonly client: number;
    readonly serve: number | null;
    readonly database: number | null;
  };
  /** Most memory in use at any look. */
  readonly peakBytes: { readonly client: number; readonly serve: number | null };
}

const LOOK_MS = 100;
/** Linux counts in hundredths of a second, on every machine of today. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** Begins to measure; the answer ends it. */
export function measureUsage(processes: Processes): () => Usage {
  const before = cpuNow(processes);
  const peak = { client: 0, serve: processes.serve === null ? null : 0 };
  const look = () => {
    peak.client = Math.max(peak.client, process.memoryUsage.rss());
    const serve = processes.serve === null ? null : residentBytes(processes.serve);
    if (serve !== null) peak.serve = Math.max(peak.serve ?? 0, serve);
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    look();
    const after = cpuNow(processes);
    return {
      cpuSeconds: {
        client: after.client - before.client,
        serve: less(after.serve, before.serve),
        database: less(after.database, before.database),
      },
      peakBytes: peak,
    };
  };
}

function less(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}

function cpuNow({ serve, database }: Processes) {
  const { user, system } = process.cpuUsage();
  return {
    client: (user + system) / 1e6,
    serve: serve === null ? null : ownCpu(serve),
    database: database === null ? null : familyCpu(database),
  };
}

interface Stat {
  readonly parent: number;
  readonly own: number;
  /** Of children that ended. */
  readonly ended: number;
  readonly pages: number;
}

/** Undefined for a process that is gone, or on a system that does not tell. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold blanks and brackets.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = (from: number) => (fields[from] ?? 0) + (fields[from + 1] ?? 0);
    return {
      parent,
      own: ticks(11) / TICKS_PER_SECOND,
      ended: ticks(13) / TICKS_PER_SECOND,
      pages: fields[21] ?? 0,
    };
  } catch (fault) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(codeOf(fault) ?? '')) return undefined;
    throw fault;
  }
}

function ownCpu(pid: number): number | null {
  return statOf(pid)?.own ?? null;
}

/** A server with its children, those that ended among them. */
function familyCpu(pid: number): number | null {
  const server = statOf(pid);
  if (server === undefined) return null;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter((stat) => stat.parent === pid);
  return children.reduce((sum, stat) => sum + stat.own, server.own + server.ended);
}

function residentBytes(pid: number): number | null {
  const stat = statOf(pid);
  return stat === undefined ? null : stat.pages * PAGE_BYTES;
}
