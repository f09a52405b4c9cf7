import type { Instant } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';
import { readEpoch } from './epoch.ts';
import { isOverdue } from './health.ts';
import type { Job } from './job.ts';
import { MAINTENANCE_JOBS } from './jobs/index.ts';
import { isLed } from './lock.ts';
import { type JobRecord, readJobs } from './record.ts';

/** One job, with what it did last. */
export interface JobStatus {
  readonly job: string;
  readonly meaning: string;
  readonly state: 'ok' | 'failing' | 'overdue' | 'never';
  /** Undefined when it never ran. */
  readonly record: JobRecord | undefined;
}

export interface MaintenanceStatus {
  /** Whether a process leads now, and which; of a leader that ended, when it began. */
  readonly led: boolean;
  readonly holder: string | null;
  readonly since: Instant | null;
  readonly epoch: number;
  readonly jobs: readonly JobStatus[];
}

/** Who maintains the database, and what each job did last. */
export async function maintenanceStatus(options: {
  readonly database: Database;
  readonly now: Instant;
  readonly intervalMs: number;
  readonly jobs?: readonly Job[];
}): Promise<MaintenanceStatus> {
  const { database, jobs = MAINTENANCE_JOBS } = options;
  const [led, epoch, records] = await Promise.all([
    isLed(database),
    readEpoch(database),
    readJobs(database),
  ]);
  return {
    led,
    holder: epoch.holder,
    since: epoch.takenAt,
    epoch: epoch.number,
    jobs: jobs.map(({ name, meaning }) => {
      const record = records.find((one) => one.job === name);
      return { job: name, meaning, state: stateOf(record, options), record };
    }),
  };
}

function stateOf(
  record: JobRecord | undefined,
  at: { readonly now: Instant; readonly intervalMs: number },
): JobStatus['state'] {
  if (record === undefined) return 'never';
  if (record.last_error !== null) return 'failing';
  return isOverdue(record, at) ? 'overdue' : 'ok';
}
