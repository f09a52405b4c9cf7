import { readFile } from 'node:fs/promises';
import { memoryUsage } from 'node:process';
import { type Clock, formatInstant, MICROS_PER_SECOND } from '../../../core/index.ts';
import type { ProcessReading } from '../reading.ts';
import { mapInGroups, readNames, readText } from './files.ts';

/** USER_HZ, in which /proc counts time: 100 on every platform that Node supports. */
const TICKS_PER_SECOND = 100;

/** The kernel's letters and, as /proc/<pid>/status says them, its words for states. */
const STATES: { readonly [letter: string]: string } = {
  R: 'running',
  S: 'sleeping',
  D: 'disk sleep',
  T: 'stopped',
  t: 'tracing stop',
  Z: 'zombie',
  I: 'idle',
  X: 'dead',
};

/** A process as /proc/<pid>/stat tells it. */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  /** Time on any core so far. */
  readonly cpuTicks: number;
  /** Since the host started. */
  readonly startTicks: number;
  readonly residentPages: number;
}

/** Reads all processes that this user may see. */
export function createProcessReader(clock: Clock): () => Promise<readonly ProcessReading[]> {
  let last: { readonly at: number; readonly stats: ReadonlyMap<number, ProcessStat> } | undefined;
  let host: Promise<HostUnits> | undefined;
  return async () => {
    host ??= readUnits();
    const { bootSeconds, pageBytes } = await host;
    const at = clock.elapsedMs();
    const pids = (await readNames('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await mapInGroups(pids, readStat);
    const stats = found.filter((one) => one !== null);
    const before = last;
    last = { at, stats: new Map(stats.map((one) => [one.pid, one])) };
    return stats.map((stat) => ({
      pid: stat.pid,
      name: stat.name,
      cpuPercent:
        before === undefined ? null : cpuPercent(before.stats.get(stat.pid), stat, at - before.at),
      residentBytes: pageBytes === null ? null : stat.residentPages * pageBytes,
      status: STATES[stat.state] ?? stat.state,
      startTime: bootSeconds === null ? null : startTime(bootSeconds, stat.startTicks),
    }));
  };
}

/**
 * Share of one core since the reading before. A process that was not there before, or whose number
 * belonged to another, began since then, so that all of its time counts.
 */
export function cpuPercent(
  before: ProcessStat | undefined,
  after: ProcessStat,
  elapsedMs: number,
): number | null {
  if (!(elapsedMs > 0)) return null;
  const same = before !== undefined && before.startTicks === after.startTicks;
  const ticks = after.cpuTicks - (same ? before.cpuTicks : 0);
  return Math.max(0, (ticks / TICKS_PER_SECOND / (elapsedMs / 1_000)) * 100);
}

/** Null for a process that ended in the meantime. */
async function readStat(pid: string): Promise<ProcessStat | null> {
  const text = await readText(`/proc/${pid}/stat`);
  return text === null ? null : parseProcessStat(text);
}

/** The name stands in parentheses and may itself hold parentheses, blanks and line ends. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  // Field 3 of proc(5) is the first after the name.
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const number = (field: number) => Number(fields[field - 3] ?? Number.NaN);
  const stat = {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0] ?? '',
    cpuTicks: number(14) + number(15),
    startTicks: number(22),
    residentPages: number(24),
  };
  return [stat.pid, stat.cpuTicks, stat.startTicks, stat.residentPages].every(Number.isFinite)
    ? stat
    : null;
}

interface HostUnits {
  /** When the host started, in seconds since 1970. Read once: the kernel's answer wavers. */
  readonly bootSeconds: number | null;
  readonly pageBytes: number | null;
}

async function readUnits(): Promise<HostUnits> {
  const stat = await readText('/proc/stat');
  const boot = /^btime (\d+)$/m.exec(stat ?? '')?.[1];
  return {
    bootSeconds: boot === undefined ? null : Number(boot),
    pageBytes: await readPageBytes(),
  };
}

/**
 * Size of a memory page. Node does not tell it, but it tells our own resident memory in bytes and
 * the kernel in pages; what lies between is the nearest power of two.
 */
async function readPageBytes(): Promise<number | null> {
  try {
    const own = parseProcessStat(await readFile('/proc/self/stat', 'utf8'));
    if (own === null || own.residentPages === 0) return null;
    return 2 ** Math.round(Math.log2(memoryUsage.rss() / own.residentPages));
  } catch {
    return null;
  }
}

function startTime(bootSeconds: number, startTicks: number): string {
  const seconds = Math.floor(bootSeconds + startTicks / TICKS_PER_SECOND);
  return formatInstant(seconds * MICROS_PER_SECOND);
}
