import { delay } from '../../core/index.ts';
import type { Session } from '../connection/index.ts';
import { guardOf, takeEpoch } from './epoch.ts';
import type { Job } from './job.ts';
import { pauseAfter, type RunOptions, runJob } from './run.ts';

export interface LeaderOptions extends Omit<RunOptions, 'epoch' | 'stop' | 'jobs'> {
  readonly jobs: readonly Job[];
  readonly intervalMs: number;
  /** Name of this process for those who look who leads. */
  readonly holder: string;
}

/**
 * Leads until the signal: runs every job at once, then each in its turn when its pause is over. Time
 * is counted in pauses, never by the time of day, which may step back.
 */
export async function lead(
  options: LeaderOptions,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const { database, holder, intervalMs, jobs, log } = options;
  const number = await takeEpoch(database, session, holder);
  const epoch = { number, guard: guardOf(database, number) };
  log.debug({ epoch: number }, 'this process leads maintenance');
  const pauses = new Map(jobs.map((job) => [job.name, 0]));
  while (!signal.aborted) {
    for (const { name } of jobs) {
      if ((pauses.get(name) ?? 0) > 0 || signal.aborted) continue;
      const report = await runJob({ ...options, epoch, stop: signal }, name);
      pauses.set(name, pauseAfter(report, intervalMs));
    }
    const pause = Math.max(1, Math.min(intervalMs, ...pauses.values()));
    await delay(pause, signal);
    for (const [name, left] of pauses) pauses.set(name, Math.max(0, left - pause));
  }
}
