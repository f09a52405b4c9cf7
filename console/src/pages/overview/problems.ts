import type {
  DiskGroup,
  MemoryGroup,
  ReadinessReport,
  SelfReport,
} from '../../../../src/contract/index.ts';
import { type Condition, fillCondition } from '../../controls/index.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  readInstant,
} from '../../format/index.ts';

export type Place =
  | 'host'
  | 'storage'
  | 'maintenance'
  | 'offline'
  | 'letters'
  | 'silent'
  | 'pollers';

/** Something that deserves a look. */
export interface Problem {
  readonly condition: Extract<Condition, 'warn' | 'fail'>;
  readonly sentence: string;
  /** What to do. */
  readonly hint?: string | undefined;
  /**
   * Where to see more: `host` is the page of this device, `offline` the list of what does not
   * answer, `letters` the records that were refused, `silent` the services that are, `pollers` all of them.
   */
  readonly where?: Place;
}

/** How a poller is. */
export interface KnownPoller {
  readonly id: string;
  readonly status: string;
  readonly is_healthy: boolean | null;
}

/** What is known; a part that did not answer yet is undefined. */
export interface Knowledge {
  readonly readiness: ReadinessReport | undefined;
  readonly self: SelfReport | undefined;
  readonly memory: MemoryGroup | undefined;
  readonly disks: DiskGroup | undefined;
  /** Newest sample of this host; undefined when there is none in range. */
  readonly newestSample: string | undefined;
  readonly devices: { readonly all: number; readonly offline: number } | undefined;
  /** Pollers that reported once; undefined also for who may not see them. */
  readonly pollers: readonly KnownPoller[] | undefined;
  readonly nowMs: number;
}

/** Samples may be late by so many intervals before somebody is told. */
const LATE_INTERVALS = 4;

/** What is wrong, the worst first. */
export function findProblems(known: Knowledge): readonly Problem[] {
  const problems = [
    ...failedChecks(known),
    ...staleSamples(known),
    ...fullDisks(known),
    ...fullMemory(known),
    ...sickPollers(known),
    ...offlineDevices(known),
  ];
  const weight = { fail: 0, warn: 1 };
  return problems.sort((one, other) => weight[one.condition] - weight[other.condition]);
}

/** Where more is to be seen of a check; of the others at the storage. */
const PAGES_OF: { readonly [check: string]: 'host' | 'letters' | 'maintenance' } = {
  host_receiver: 'host',
  maintenance: 'maintenance',
  dead_letters: 'letters',
};

function failedChecks({ readiness }: Knowledge): readonly Problem[] {
  return (readiness?.checks ?? []).flatMap(({ name, state, message, hint }) => {
    if (state === 'ok') return [];
    const condition = state === 'failed' ? 'fail' : 'warn';
    return [{ condition, sentence: message, hint, where: PAGES_OF[name] ?? 'storage' } as const];
  });
}

function staleSamples({ self, newestSample, nowMs }: Knowledge): readonly Problem[] {
  const newestMs = readInstant(newestSample);
  const seconds = self?.sample_seconds;
  if (newestMs === undefined || seconds === null || seconds === undefined) return [];
  const age = (nowMs - newestMs) / 1_000;
  if (age <= Math.max(seconds * LATE_INTERVALS, 15)) return [];
  return [
    {
      condition: 'warn',
      sentence: `The newest sample of this device is ${formatDuration(Math.floor(age))} old; one is taken every ${formatDuration(seconds)}.`,
      hint: 'The checks below say which part does not work.',
      where: 'host',
    },
  ];
}

function fullDisks({ disks }: Knowledge): readonly Problem[] {
  return (disks?.disks ?? []).flatMap((disk) => {
    const condition = fillCondition(disk.usage_percent);
    if (condition !== 'warn' && condition !== 'fail') return [];
    const share = formatPercent(disk.usage_percent);
    const free = formatBytes(disk.available_bytes);
    const sentence = `${disk.mount_point} is ${share} full; ${free} are free.`;
    return [{ condition, sentence, where: 'host' } as const];
  });
}

function fullMemory({ memory }: Knowledge): readonly Problem[] {
  const share = memory?.memory.usage_percent;
  const condition = fillCondition(share);
  if (condition !== 'warn' && condition !== 'fail') return [];
  const free = formatBytes(memory?.memory.available_bytes);
  const sentence = `${formatPercent(share)} of the memory is in use; ${free} are available.`;
  return [{ condition, sentence, where: 'host' }];
}

/** A poller that is silent says nothing of its devices; one that is unwell found a service down. */
function sickPollers({ pollers = [] }: Knowledge): readonly Problem[] {
  const silent = pollers.filter(({ status }) => status === 'inactive');
  const unwell = pollers.filter((one) => one.status === 'active' && one.is_healthy === false);
  const told = (sick: readonly KnownPoller[], what: string, where: Place): readonly Problem[] => {
    const [first] = sick;
    if (first === undefined) return [];
    const who =
      sick.length === 1
        ? `The poller ${first.id}`
        : `${formatCount(sick.length)} of ${formatCount(pollers.length)} pollers`;
    return [{ condition: 'warn', sentence: `${who} ${what}.`, where }];
  };
  return [
    ...told(silent, silent.length === 1 ? 'is silent' : 'are silent', 'silent'),
    ...told(unwell, unwell.length === 1 ? 'finds a service down' : 'find services down', 'pollers'),
  ];
}

function offlineDevices({ devices }: Knowledge): readonly Problem[] {
  if (devices === undefined || devices.offline === 0) return [];
  const { all, offline } = devices;
  const verb = offline === 1 ? 'is' : 'are';
  const sentence = `${formatCount(offline)} of ${formatCount(all)} devices ${verb} offline.`;
  return [{ condition: 'warn', sentence, where: 'offline' }];
}
