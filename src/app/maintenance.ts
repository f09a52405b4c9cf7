import type { Settings } from '../config/index.ts';
import { type Desired, type Job, MAINTENANCE_JOBS, reconcileJob } from '../database/index.ts';
import {
  expirePackages,
  pruneAccess,
  pruneDevices,
  purgeJob,
  silenceJob,
} from '../inventory/index.ts';
import { PROGRAM_VERSION } from './version.ts';

const DAY_MS = 86_400_000;

/** What the settings ask of the database, beyond what the catalogue declares. */
export function desiredOf(settings: Settings): Desired {
  return {
    retention: new Map(
      [...settings.retention].map(([dataset, ms]) => [dataset, ms === null ? null : ms / DAY_MS]),
    ),
    intervalMs: settings.maintenance.intervalMs,
  };
}

/** What the leader of maintenance does. `actor` stands beside what it changes. */
export function jobsOf(settings: Settings, actor: string): readonly Job[] {
  const desired = desiredOf(settings);
  return [
    reconcileJob({ desired, actor, programVersion: PROGRAM_VERSION }),
    ...MAINTENANCE_JOBS,
    expirePackages,
    silenceJob(settings.registry),
    purgeJob(settings.registry.keepMs),
    pruneDevices({ keepMs: settings.inventory.keepUnidentifiedMs }),
    pruneAccess({ eventsMs: settings.auth.eventRetentionMs }),
  ];
}
