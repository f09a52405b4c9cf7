import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, sql } from '../connection/index.ts';

/** What a job did last. */
export interface JobRecord {
  readonly job: string;
  readonly last_started_at: Instant | null;
  /** End of the last run without a fault. */
  readonly last_finished_at: Instant | null;
  readonly last_duration_ms: number | null;
  readonly last_rows: number | null;
  /** Null while the last run went well. */
  readonly last_error: string | null;
  readonly next_run_at: Instant | null;
  readonly runs: number;
  readonly failures: number;
}

/** What each job did last; a job that never ran is absent. */
export function readJobs(database: Database): Promise<JobRecord[]> {
  return database.query<JobRecord>(
    'maintenance.jobs',
    sql`select job, last_started_at, last_finished_at, last_duration_ms, last_rows, last_error,
               next_run_at, runs, failures
          from ${database.relation('maintenance_jobs')} order by job`,
  );
}

export interface JobRun {
  readonly job: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly nextRunAt: Instant;
  readonly durationMs: number;
  readonly rows: number | null;
  readonly error: string | null;
  readonly detail: object | null;
  readonly epoch: number | null;
}

/** Stores the end of a run. A failed run keeps the instant of the last success. */
export async function recordRun(database: Database, run: JobRun): Promise<void> {
  const finished = run.error === null ? formatInstant(run.finishedAt) : null;
  await database.execute(
    'maintenance.record',
    sql`insert into ${database.relation('maintenance_jobs')} as job
               (job, last_started_at, last_finished_at, last_duration_ms, last_rows, last_error,
                last_detail, next_run_at, epoch, runs, failures)
        values (${run.job}, ${formatInstant(run.startedAt)}::timestamptz, ${finished}::timestamptz,
                ${Math.round(run.durationMs)}, ${run.rows}, ${run.error},
                ${run.detail === null ? null : JSON.stringify(run.detail)}::jsonb,
                ${formatInstant(run.nextRunAt)}::timestamptz, ${run.epoch},
                1, ${run.error === null ? 0 : 1})
        on conflict (job) do update
           set last_started_at = excluded.last_started_at,
               last_finished_at = coalesce(excluded.last_finished_at, job.last_finished_at),
               last_duration_ms = excluded.last_duration_ms,
               last_rows = excluded.last_rows,
               last_error = excluded.last_error,
               last_detail = coalesce(excluded.last_detail, job.last_detail),
               next_run_at = excluded.next_run_at,
               epoch = excluded.epoch,
               runs = job.runs + 1,
               failures = job.failures + excluded.failures`,
  );
}
