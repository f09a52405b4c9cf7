import { type Clock, messageOf } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { createChunksAhead, dropExpiredChunks } from '../chunks/index.ts';
import type { Database } from '../connection/index.ts';
import { type Job, recordRun } from './record.ts';

interface RunOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

const WORK: { readonly [J in Job]: (options: RunOptions) => Promise<object> } = {
  create_chunks: async ({ database, clock }) => ({
    created: await createChunksAhead(database, clock.now()),
  }),
  drop_chunks: async ({ database, clock }) => ({
    dropped: await dropExpiredChunks(database, clock.now()),
  }),
};

/**
 * Runs one job now and records its end. A failure is recorded and logged, not thrown; only a
 * database that cannot even record it throws.
 */
export async function runJob(options: RunOptions, job: Job): Promise<void> {
  const startedAt = options.clock.now();
  const started = options.clock.elapsedMs();
  let error: string | null = null;
  let detail: object | null = null;
  try {
    detail = await WORK[job](options);
    options.log.debug({ job, ...detail }, 'maintenance job done');
  } catch (fault) {
    error = messageOf(fault);
    options.log.warn({ job, fault: error }, 'a maintenance job failed; it is tried again later');
  }
  await recordRun(options.database, {
    job,
    startedAt,
    finishedAt: options.clock.now(),
    durationMs: options.clock.elapsedMs() - started,
    error,
    detail,
  });
}
