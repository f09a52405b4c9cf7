import { hostname } from 'node:os';
import { type Clock, delay, messageOf } from '../../core/index.ts';
import type { HealthCheck, Logger } from '../../observe/index.ts';
import { hasCapability } from '../capabilities/index.ts';
import type { Database, Session } from '../connection/index.ts';
import { LeadershipLost } from './epoch.ts';
import { checkMaintenance } from './health.ts';
import type { Job } from './job.ts';
import { MAINTENANCE_JOBS } from './jobs/index.ts';
import { lead } from './leader.ts';
import { tryLead } from './lock.ts';

export interface MaintenanceOptions {
  readonly database: Database;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the leader does; what every database needs unless told otherwise. */
  readonly jobs?: readonly Job[];
  /** Pause before the next try to become leader, and after a lost connection. */
  readonly electionPauseMs?: number;
}

/** Keeps the database in order: one leader among all processes does the jobs. */
export interface Maintenance {
  /** Whether this process is the leader now. */
  readonly leading: () => boolean;
  /** Whether the jobs ran lately and well, by whichever process leads. */
  check(): Promise<HealthCheck>;
  stop(): Promise<void>;
}

const ELECTION_PAUSE_MS = 5_000;

/**
 * Starts maintenance in the background. The leader holds an advisory lock on a connection of its
 * own: when the process or the connection dies the server frees the lock, and another takes over. A
 * role that may not maintain, or a standby, never stands for election.
 */
export function startMaintenance(options: MaintenanceOptions): Maintenance {
  const { database, log, jobs = MAINTENANCE_JOBS } = options;
  const pauseMs = options.electionPauseMs ?? ELECTION_PAUSE_MS;
  const stopping = new AbortController();
  const holder = `${hostname()}, process ${process.pid}`;
  const startedMs = options.clock.elapsedMs();
  const beginning = () =>
    !stopping.signal.aborted &&
    mayMaintain(database) &&
    options.clock.elapsedMs() - startedMs < 2 * pauseMs;
  let leading = false;
  /** Stands for election on one connection, until it is lost or we stop. */
  const stand = async (session: Session, lost: AbortSignal) => {
    const ending = AbortSignal.any([stopping.signal, lost]);
    while (!ending.aborted && mayMaintain(database)) {
      leading = await tryLead(database, session);
      if (leading) await lead({ ...options, jobs, holder }, session, ending);
      else await delay(pauseMs, ending);
    }
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        if (!mayMaintain(database)) await database.refresh();
        if (mayMaintain(database)) await database.session('maintenance', stand);
      } catch (fault) {
        tellEnd(log, fault);
      }
      leading = false;
      await delay(pauseMs, stopping.signal);
    }
  })();
  return {
    leading: () => leading,
    check: () => checkMaintenance({ ...options, jobs, beginning: beginning() }),
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

/** Whether server and role let us; found out anew with each change of the server. */
export function mayMaintain(database: Database): boolean {
  return hasCapability(database.capabilities, 'maintenance');
}

function tellEnd(log: Logger, fault: unknown): void {
  if (fault instanceof LeadershipLost) log.info({}, 'another process leads maintenance now');
  else log.warn({ fault: messageOf(fault) }, 'maintenance is interrupted and will go on');
}
