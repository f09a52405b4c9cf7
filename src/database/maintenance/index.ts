export {
  checkMaintenance,
  lastRun,
  type Maintenance,
  type MaintenanceOptions,
  startMaintenance,
} from './maintenance.ts';
export { type Job, type JobRecord, readJobs } from './record.ts';
export { runJob } from './run.ts';
