import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, sql } from '../connection/index.ts';

export type Job = 'create_chunks' | 'drop_chunks';

export interface JobRecord {
  readonly job: Job;
  readonly last_started_at: Instant | null;
  readonly last_finished_at: Instant | null;
  readonly last_duration_ms: number | null;
  readonly last_error: string | null;
  readonly runs: number;
  readonly failures: number;
}

/** What each job did last; a job that never ran is absent. */
export function readJobs(database: Database): Promise<JobRecord[]> {
  return database.query<JobRecord>(
    'maintenance.jobs',
    sql`select job, last_started_at, last_finished_at, last_duration_ms, last_error, runs, failures
          from ${database.relation('maintenance_jobs')} order by job`,
  );
}

/** Stores the end of a run. A failed run keeps the instant of the last success. */
export async function recordRun(
  database: Database,
  run: {
    readonly job: Job;
    readonly startedAt: Instant;
    readonly finishedAt: Instant;
    readonly durationMs: number;
    readonly error: string | null;
    readonly detail: object | null;
  },
): Promise<void> {
  const finished = run.error === null ? formatInstant(run.finishedAt) : null;
  await database.execute(
    'maintenance.record',
    sql`insert into ${database.relation('maintenance_jobs')} as job
               (job, last_started_at, last_finished_at, last_duration_ms, last_error, last_detail, runs, failures)
        values (${run.job}, ${formatInstant(run.startedAt)}::timestamptz, ${finished}::timestamptz,
                ${Math.round(run.durationMs)}, ${run.error}, ${JSON.stringify(run.detail)}::jsonb,
                1, ${run.error === null ? 0 : 1})
        on conflict (job) do update
           set last_started_at = excluded.last_started_at,
               last_finished_at = coalesce(excluded.last_finished_at, job.last_finished_at),
               last_duration_ms = excluded.last_duration_ms,
               last_error = excluded.last_error,
               last_detail = coalesce(excluded.last_detail, job.last_detail),
               runs = job.runs + 1,
               failures = job.failures + excluded.failures`,
  );
}
