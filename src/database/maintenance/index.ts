export { type HandRun, runByHand } from './by-hand.ts';
export { type Epoch, guardOf, LeadershipLost, readEpoch, takeEpoch } from './epoch.ts';
export { checkMaintenance, isOverdue, lastRun } from './health.ts';
export type { Job, JobContext, JobOutcome } from './job.ts';
export { MAINTENANCE_JOBS } from './jobs/index.ts';
export {
  type Maintenance,
  type MaintenanceOptions,
  mayMaintain,
  startMaintenance,
} from './maintenance.ts';
export { type JobRecord, readJobs } from './record.ts';
export { type RunOptions, type RunReport, runJob } from './run.ts';
export { type JobStatus, type MaintenanceStatus, maintenanceStatus } from './status.ts';
