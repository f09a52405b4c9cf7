export { moveInSession } from './change.ts';
export { noticeRow } from './health.ts';
export {
  foldHeartbeats,
  type Heartbeat,
  type ReportedService,
  type SkippedHeartbeat,
} from './heartbeat.ts';
export { SERVICE_ACTIONS, SERVICE_MOVES, type ServiceAction } from './lifecycle.ts';
export { APPENDED as REGISTRY_APPENDS, type RegistryParts } from './parts.ts';
export { type PurgeWindows, purgeJob } from './purge.ts';
export { type HeartbeatOutcome, recordInSession } from './record.ts';
export { type Registration, registerInSession } from './register.ts';
export { type ChangeBy, createRegistry, type Registry, type ServiceReports } from './registry.ts';
export type { Service, ServiceKey } from './service.ts';
export { silenceJob } from './silence.ts';
export { REGISTRY_USES } from './uses.ts';
