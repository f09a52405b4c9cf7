import type { Clock } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';
import type { Database } from '../connection/index.ts';

/** The database that is examined, and what is known about the program that uses it. */
export interface Subject {
  readonly database: Database;
  readonly clock: Clock;
  /** Time between two runs of the maintenance jobs. */
  readonly maintenanceIntervalMs: number;
}

/** One question about a database. `degraded` is a warning, `failed` keeps radarstore from working. */
export interface DatabaseCheck {
  readonly name: string;
  examine(subject: Subject): Promise<Finding>;
}

/** A finding whose name the list of checks supplies. */
export type Finding = Omit<HealthCheck, 'name'>;

export function ok(message: string): Finding {
  return { state: 'ok', message };
}

export function warning(message: string, hint: string): Finding {
  return { state: 'degraded', message, hint };
}

export function failure(message: string, hint: string): Finding {
  return { state: 'failed', message, hint };
}
