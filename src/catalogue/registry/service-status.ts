import { blankable, createdAt, fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const reporter = {
  timestamp: required('timestamp with time zone', 'when the service was checked'),
  poller_id: required('text', 'poller that reported'),
} as const;

const checkedBy = blankable('agent that checked; empty where the poller itself did');
const serviceType = blankable('kind of service; empty where it was not told');

const report = {
  available: required('boolean', 'whether the service answered'),
  message: optional('text', 'one line by the checker'),
  details: optional('text', 'JSON text by the checker'),
  partition: optional('text', 'network partition (tenant)'),
} as const;

/** Facts: telemetry §1.7, inventory SR-32 to SR-34. */
export const serviceStatus = dataset({
  name: 'service_status',
  title: 'Service status reports',
  area: 'registry',
  kind: 'hypertable',
  columns: {
    ...reporter,
    agent_id: checkedBy,
    service_name: required('text', 'the service'),
    service_type: serviceType,
    ...report,
    created_at: createdAt,
  },
  key: ['poller_id', 'service_name', 'timestamp', 'agent_id', 'service_type'],
  keepsApart: 'one service checked by two agents at one instant',
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['poller_id'],
    orderBy: ['service_name', 'timestamp desc'],
    afterHours: 12,
  },
  indexes: [{ name: 'idx_service_status_time', columns: ['timestamp desc'] }],
  proton: [
    { object: 'service_status', role: 'main' },
    { object: 'service_statuses', role: 'merged', renamed: { available: 'is_healthy' } },
  ],
  queryNames: ['services', 'service', 'service_status', 'service_statuses'],
});

/** SR-33: the newest report per service. */
export const serviceStatusLatest = dataset({
  name: 'service_status_latest',
  title: 'Services as they are now',
  area: 'registry',
  kind: 'table',
  columns: {
    ...reporter,
    agent_id: checkedBy,
    service_name: required('text', 'the service'),
    service_type: serviceType,
    ...report,
    updated_at: updatedAt,
  },
  key: ['poller_id', 'service_name', 'agent_id', 'service_type'],
  keepsApart: 'one service checked by two agents',
  version: 'timestamp',
  pruning: { column: 'timestamp', retentionDays: 3 },
  indexes: [{ name: 'idx_service_status_latest_time', columns: ['timestamp desc'] }],
  latestOf: 'service_status',
  proton: [],
  queryNames: ['service_status_latest', 'services_latest'],
});

/** Facts: telemetry §1.7, inventory SR-22, SR-35. Never holds secrets. */
export const services = dataset({
  name: 'services',
  title: 'Services that pollers and agents declare',
  area: 'registry',
  kind: 'hypertable',
  columns: {
    timestamp: required('timestamp with time zone', 'when the poller declared the service'),
    poller_id: required('text', 'poller that declared it'),
    agent_id: blankable('agent that runs it; empty where none was named'),
    service_name: required('text', 'the service'),
    service_type: serviceType,
    config: fallback('jsonb', "'{}'::jsonb", 'flags of its configuration, as text by key'),
    partition: optional('text', 'network partition (tenant)'),
    created_at: createdAt,
  },
  key: ['poller_id', 'service_name', 'timestamp', 'agent_id', 'service_type'],
  keepsApart: 'one service declared for two agents at one instant',
  time: { column: 'timestamp', chunkHours: 120, retentionDays: 30 },
  columnstore: {
    segmentBy: ['poller_id'],
    orderBy: ['service_name', 'timestamp desc'],
    afterHours: 120,
  },
  indexes: [
    { name: 'idx_services_time', columns: ['timestamp desc'] },
    { name: 'idx_services_agent_time', columns: ['agent_id', 'timestamp desc'] },
  ],
  proton: sameNames('services'),
  queryNames: ['declared_services'],
});

/** The newest declaration per service. */
export const servicesLatest = dataset({
  name: 'services_latest',
  title: 'Services as they were declared last',
  area: 'registry',
  kind: 'table',
  columns: {
    timestamp: required('timestamp with time zone', 'when the poller declared the service last'),
    poller_id: required('text', 'poller that declared it'),
    agent_id: blankable('agent that runs it; empty where none was named'),
    service_name: required('text', 'the service'),
    service_type: serviceType,
    config: fallback('jsonb', "'{}'::jsonb", 'flags of its configuration, as text by key'),
    partition: optional('text', 'network partition (tenant)'),
    updated_at: updatedAt,
  },
  key: ['poller_id', 'service_name', 'agent_id', 'service_type'],
  keepsApart: 'one service declared for two agents',
  version: 'timestamp',
  pruning: { column: 'timestamp', retentionDays: 30 },
  indexes: [{ name: 'idx_services_latest_time', columns: ['timestamp desc'] }],
  latestOf: 'services',
  proton: [],
  queryNames: ['declared_services_latest'],
});
