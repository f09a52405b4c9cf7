export { maintenanceRun } from './run.ts';
export { maintenanceStatusCommand } from './status.ts';
