import type { Clock } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import type { Database } from '../connection/index.ts';
import type { Guard } from '../rollups/index.ts';

/** What a job works with. */
export interface JobContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** To be called first in every transaction. */
  readonly guard: Guard | undefined;
  /** Aborted when the job is to end after the piece at which it is: time is up, or we stop. */
  readonly stop: AbortSignal;
}

/** What a run of a job did. */
export interface JobOutcome {
  /** Rows, chunks or buckets that it changed. */
  readonly rows: number;
  readonly detail: object;
  /** False when there is more to do: it runs again soon. */
  readonly complete: boolean;
  /** What went wrong in a part of it, while the rest went well. */
  readonly error?: string;
}

/** Something that is done to the database again and again. */
export interface Job {
  readonly name: string;
  readonly meaning: string;
  run(context: JobContext): Promise<JobOutcome>;
}

/** How long a job may work at a time, so that one cannot keep the others from their turn. */
export const JOB_BUDGET_MS = 60_000;
