import { type Clock, formatDurationMs, type Instant } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';
import type { Database } from '../connection/index.ts';
import { readEpoch } from './epoch.ts';
import type { Job } from './job.ts';
import { MAINTENANCE_JOBS } from './jobs/index.ts';
import { isLed } from './lock.ts';
import { type JobRecord, readJobs } from './record.ts';

const name = 'maintenance';

export interface CheckOptions {
  readonly database: Database;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly jobs?: readonly Job[];
  /** This process has begun to stand for election a moment ago, and may not lead yet. */
  readonly beginning?: boolean;
}

/** How old the last success of a job may be before it is overdue. */
export const allowedMs = (intervalMs: number) => 2 * intervalMs + 60_000;

/** Whether a job last went well too long ago, or never. */
export function isOverdue(
  record: JobRecord | undefined,
  { now, intervalMs }: { readonly now: Instant; readonly intervalMs: number },
): boolean {
  const last = record?.last_finished_at ?? null;
  return last === null || now / 1_000 - last / 1_000 > allowedMs(intervalMs);
}

/**
 * Whether a leader may still be in its first round: a job that it has not come to yet, at the first
 * start or after a long rest, is no fault of it. `ledForMs` is null while nobody leads.
 */
export function isFirstRound(ledForMs: number | null, intervalMs: number): boolean {
  return ledForMs !== null && ledForMs <= allowedMs(intervalMs);
}

/** Whether each job ran lately and well, by whichever process leads. */
export async function checkMaintenance(options: CheckOptions): Promise<HealthCheck> {
  const { database, clock, intervalMs, jobs = MAINTENANCE_JOBS } = options;
  const [read, ledForMs] = await Promise.all([readJobs(database), readLedForMs(options)]);
  const records = new Map(read.map((one) => [one.job, one]));
  const ours = jobs.flatMap((job) => records.get(job.name) ?? []);
  const failing = ours.find((job) => job.last_error !== null);
  if (failing !== undefined) {
    return {
      name,
      state: 'degraded',
      message: `The job ${failing.job} fails: ${failing.last_error}`,
      hint: 'It is tried again by itself; old rows stay until it succeeds. `radarstore maintenance status` shows every job.',
    };
  }
  const overdue = jobs.filter((job) =>
    isOverdue(records.get(job.name), { now: clock.now(), intervalMs }),
  );
  if (overdue.length === 0) {
    return { name, state: 'ok', message: `All ${jobs.length} jobs run as they should.` };
  }
  if (isFirstRound(ledForMs, intervalMs)) return firstRound(overdue);
  if (overdue.length < jobs.length) return overdueCheck(overdue, intervalMs);
  return nobody(database, intervalMs);
}

/** How long the leader has led; 0 while one takes over, null when nobody leads. */
async function readLedForMs({ database, beginning }: CheckOptions): Promise<number | null> {
  if (beginning === true) return 0;
  const [led, { ageMs }] = await Promise.all([isLed(database), readEpoch(database)]);
  return led ? (ageMs ?? 0) : null;
}

function firstRound(waiting: readonly Job[]): HealthCheck {
  const names = waiting.map((job) => job.name).join(', ');
  return { name, state: 'ok', message: `Maintenance has just begun; still to run: ${names}.` };
}

function overdueCheck(overdue: readonly Job[], intervalMs: number): HealthCheck {
  const names = overdue.map((job) => job.name).join(', ');
  return {
    name,
    state: 'degraded',
    message: `Overdue for more than ${formatDurationMs(allowedMs(intervalMs))}: ${names}.`,
    hint: 'See `radarstore maintenance status`; `radarstore maintenance run` runs a job at once.',
  };
}

function nobody({ capabilities }: Database, intervalMs: number): HealthCheck {
  const may = capabilities.find((one) => one.name === 'maintenance');
  const why =
    may?.present === false && may.reason !== null ? ` Not by this role: ${may.reason}` : '';
  return {
    name,
    state: 'degraded',
    message: `No process has maintained this database for more than ${formatDurationMs(allowedMs(intervalMs))}.${why}`,
    hint: 'Run `radarstore serve` with a role that owns the schema.',
  };
}

/** The instant at which the least recent job last went well; null when one never did. */
export function lastRun(jobs: readonly JobRecord[]): Instant | null {
  if (jobs.length === 0) return null;
  const finished = jobs.map((job) => job.last_finished_at);
  return finished.includes(null) ? null : Math.min(...(finished as number[]));
}
