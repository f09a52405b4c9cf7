import {
  type Database,
  type Job,
  MAINTENANCE_JOBS,
  type Maintenance,
  readJobs,
  runJob,
  startMaintenance,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import type { ManualClock } from './clock.ts';
import { until } from './until.ts';

/** Processes that maintain one database, as tests start and stop them. */
export interface Maintained {
  readonly running: readonly Maintenance[];
  start(options?: {
    readonly database?: Database;
    readonly jobs?: readonly Job[];
    readonly intervalMs?: number;
  }): Maintenance;
  leaders(): Maintenance[];
  /** Waits until each job ran well at least once. */
  allRan(jobs?: readonly Job[]): Promise<void>;
  /** Runs jobs one after the other, as the leader does. */
  runAll(): Promise<void>;
  stop(): Promise<void>;
}

export const INTERVAL_MS = 60_000;

export function maintained(database: Database, clock: ManualClock): Maintained {
  const running: Maintenance[] = [];
  return {
    running,
    start(options = {}) {
      const maintenance = startMaintenance({
        database,
        clock,
        log: silentLogger,
        electionPauseMs: 20,
        intervalMs: INTERVAL_MS,
        ...options,
      });
      running.push(maintenance);
      return maintenance;
    },
    leaders: () => running.filter((one) => one.leading()),
    async allRan(jobs = MAINTENANCE_JOBS) {
      await until('every job ran', async () => {
        const records = await readJobs(database);
        return jobs.every(({ name }) =>
          records.some((one) => one.job === name && one.last_finished_at !== null),
        );
      });
    },
    async runAll() {
      for (const { name } of MAINTENANCE_JOBS) {
        await runJob({ database, clock, log: silentLogger }, name);
      }
    },
    async stop() {
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}
