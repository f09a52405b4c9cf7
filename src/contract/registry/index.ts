export {
  Heartbeat,
  HeartbeatBatch,
  HeartbeatReport,
  RegistryReason,
  RegistryRegistration,
} from './change.ts';
export { DeclarationsQuery, ServiceDeclaration } from './declaration.ts';
export {
  COMPLETE_HEADER,
  PollerResponseTime,
  PollerSeriesQuery,
  PollerSnmpValue,
  ThroughputTest,
} from './measured.ts';
export {
  AgentItem,
  PollerHealthPoint,
  PollerItem,
  PollerService,
  PollerTotals,
  ServiceHistoryQuery,
  ServiceReportPoint,
  ServiceTreePoller,
  ServiceTreeQuery,
} from './poller.ts';
export {
  REGISTRATION_SOURCES,
  type RegistrationSource,
  RegistryDetail,
  RegistryEvent,
  RegistryListQuery,
  RegistryService,
  SERVICE_STATUSES,
  SERVICE_TYPES,
  type ServiceStatus,
  type ServiceType,
} from './service.ts';
