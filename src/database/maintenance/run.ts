import { type Clock, type Instant, MICROS_PER_MILLI, messageOf } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import type { Database } from '../connection/index.ts';
import type { Guard } from '../rollups/index.ts';
import { LeadershipLost } from './epoch.ts';
import { JOB_BUDGET_MS, type Job, type JobOutcome } from './job.ts';
import { MAINTENANCE_JOBS } from './jobs/index.ts';
import { tryJob } from './lock.ts';
import { recordRun } from './record.ts';

export interface RunOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** The jobs among which one is chosen by name. */
  readonly jobs?: readonly Job[];
  /** Time to the next run, which is recorded. */
  readonly intervalMs?: number;
  readonly epoch?: { readonly number: number; readonly guard: Guard };
  readonly stop?: AbortSignal;
  readonly budgetMs?: number;
}

/** How a run of a job ended. */
export interface RunReport {
  readonly job: string;
  /** `more`: it stopped for the time that it took, and goes on at its next turn; `busy`: another runs it. */
  readonly state: 'done' | 'more' | 'failed' | 'busy';
  readonly rows: number | null;
  readonly durationMs: number;
  readonly error: string | null;
  readonly detail: object | null;
}

const INTERVAL_MS = 600_000;
/** Pause before a job goes on that had more to do than its time allowed. */
export const SOON_MS = 1_000;
/** Pause before a job that failed is tried again, where the interval is not shorter. */
export const RETRY_MS = 60_000;

/**
 * Runs one job now and records its end. A failure is recorded and logged, not thrown; what throws is
 * a database that cannot even record it, and the loss of the leadership.
 */
export function runJob(options: RunOptions, name: string): Promise<RunReport> {
  const job = (options.jobs ?? MAINTENANCE_JOBS).find((one) => one.name === name);
  if (job === undefined) throw new Error(`there is no job ${name}`);
  const { database } = options;
  return database.session('maintenance.job', async (session, lost) => {
    if (!(await tryJob(database, session, name))) return busy(name);
    return runLocked(options, job, lost);
  });
}

const busy = (job: string): RunReport => ({
  job,
  state: 'busy',
  rows: null,
  durationMs: 0,
  error: null,
  detail: null,
});

async function runLocked(options: RunOptions, job: Job, lost: AbortSignal): Promise<RunReport> {
  const { clock, database, log } = options;
  const startedAt = clock.now();
  const started = clock.elapsedMs();
  const { outcome, error } = await attempt(options, job, lost);
  const report: RunReport = {
    job: job.name,
    state: error !== null ? 'failed' : outcome?.complete === false ? 'more' : 'done',
    rows: outcome?.rows ?? null,
    durationMs: Math.round(clock.elapsedMs() - started),
    error,
    detail: outcome?.detail ?? null,
  };
  const { rows, durationMs, detail } = report;
  if (error === null) log.debug({ job: job.name, ...detail }, 'maintenance job done');
  else {
    log.warn({ job: job.name, fault: error }, 'a maintenance job failed; it is tried again later');
  }
  const finishedAt = clock.now();
  await recordRun(database, {
    job: job.name,
    startedAt,
    finishedAt,
    nextRunAt: nextRun(finishedAt, pauseAfter(report, options.intervalMs ?? INTERVAL_MS)),
    durationMs,
    rows,
    error,
    detail,
    epoch: options.epoch?.number ?? null,
  });
  return report;
}

const nextRun = (from: Instant, pauseMs: number): Instant => from + pauseMs * MICROS_PER_MILLI;

/** Time from the end of a run to the next one of that job. */
export function pauseAfter({ state }: Pick<RunReport, 'state'>, intervalMs: number): number {
  if (state === 'more' || state === 'busy') return Math.min(SOON_MS, intervalMs);
  return state === 'failed' ? Math.min(RETRY_MS, intervalMs) : intervalMs;
}

async function attempt(
  options: RunOptions,
  job: Job,
  lost: AbortSignal,
): Promise<{ readonly outcome: JobOutcome | null; readonly error: string | null }> {
  const { database, clock, log, epoch, stop, budgetMs = JOB_BUDGET_MS } = options;
  const ends = [AbortSignal.timeout(budgetMs), lost, ...(stop === undefined ? [] : [stop])];
  try {
    const context = { database, clock, log, guard: epoch?.guard, stop: AbortSignal.any(ends) };
    const outcome = await job.run(context);
    return { outcome, error: outcome.error ?? null };
  } catch (fault) {
    if (fault instanceof LeadershipLost) throw fault;
    return { outcome: null, error: messageOf(fault) };
  }
}
