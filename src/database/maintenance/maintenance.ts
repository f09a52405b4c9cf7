import { type Clock, delay, formatDurationMs, messageOf } from '../../core/index.ts';
import type { HealthCheck, Logger } from '../../observe/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';
import { type JobRecord, readJobs } from './record.ts';
import { runJob } from './run.ts';

export interface MaintenanceOptions {
  readonly database: Database;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Pause before the next try to become leader, and after a lost connection. */
  readonly electionPauseMs?: number;
}

/** Keeps chunks: makes them ahead, drops them behind. One leader among all processes. */
export interface Maintenance {
  /** Whether this process is the leader now. */
  readonly leading: () => boolean;
  /** Whether the jobs ran lately, by whichever process leads. */
  check(): Promise<HealthCheck>;
  stop(): Promise<void>;
}

const ELECTION_PAUSE_MS = 5_000;

/**
 * Starts maintenance in the background. The leader holds an advisory lock on a connection of its
 * own: when the process or the connection dies the server frees the lock, and another takes over.
 */
export function startMaintenance(options: MaintenanceOptions): Maintenance {
  const pauseMs = options.electionPauseMs ?? ELECTION_PAUSE_MS;
  const stopping = new AbortController();
  let leading = false;
  /** Stands for election on one connection, until it is lost or we stop. */
  const stand = async (session: Session, lost: AbortSignal) => {
    const ending = AbortSignal.any([stopping.signal, lost]);
    while (!ending.aborted) {
      leading = await tryLead(options.database, session);
      if (leading) await lead(options, ending);
      else await delay(pauseMs, ending);
    }
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await options.database.session('maintenance', stand);
      } catch (fault) {
        options.log.warn({ fault: messageOf(fault) }, 'maintenance is interrupted and will go on');
      }
      leading = false;
      await delay(pauseMs, stopping.signal);
    }
  })();
  return {
    leading: () => leading,
    check: () => checkMaintenance(options),
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

async function tryLead(database: Database, session: Session): Promise<boolean> {
  const [row] = await session.query<{ leads: boolean }>(
    'maintenance.elect',
    sql`select pg_try_advisory_lock(
          hashtextextended(${`radarstore maintenance ${database.options.schema}`}, 0)) as leads`,
  );
  return row?.leads === true;
}

async function lead(options: MaintenanceOptions, signal: AbortSignal): Promise<void> {
  options.log.debug({}, 'this process leads maintenance');
  while (!signal.aborted) {
    await runJob(options, 'create_chunks');
    await runJob(options, 'drop_chunks');
    await delay(options.intervalMs, signal);
  }
}

/** Whether the jobs ran lately, by whichever process leads. */
export async function checkMaintenance(
  options: Pick<MaintenanceOptions, 'database' | 'intervalMs' | 'clock'>,
): Promise<HealthCheck> {
  const jobs = await readJobs(options.database);
  const name = 'maintenance';
  const failing = jobs.find((job) => job.last_error !== null);
  if (failing !== undefined) {
    return {
      name,
      state: 'degraded',
      message: `The job ${failing.job} fails: ${failing.last_error}`,
      hint: 'It is tried again at the next interval; old rows stay until it succeeds.',
    };
  }
  const last = lastRun(jobs);
  const allowedMs = 2 * options.intervalMs + 60_000;
  if (last === null || options.clock.now() / 1_000 - last / 1_000 > allowedMs) {
    return {
      name,
      state: 'degraded',
      message: `No process has maintained this database for more than ${formatDurationMs(allowedMs)}.`,
      hint: 'Run `radarstore serve` with a role that owns the schema.',
    };
  }
  return { name, state: 'ok', message: 'Chunks are made ahead and dropped behind.' };
}

/** The instant at which the least recent job last finished; null when one never did. */
export function lastRun(jobs: readonly JobRecord[]): number | null {
  if (jobs.length === 0) return null;
  const finished = jobs.map((job) => job.last_finished_at);
  return finished.includes(null) ? null : Math.min(...(finished as number[]));
}
