import { createdAt, optional, required } from './column.ts';
import { dataset } from './dataset.ts';

/** Facts: telemetry §1.7, inventory SR-32 to SR-34. */
export const serviceStatus = dataset({
  name: 'service_status',
  title: 'Service status reports',
  area: 'registry',
  kind: 'hypertable',
  columns: {
    timestamp: required('timestamp with time zone', 'when the service was checked'),
    poller_id: required('text', 'poller that reported'),
    agent_id: optional('text', 'agent that checked'),
    service_name: required('text', 'the service'),
    service_type: optional('text', 'kind of service'),
    available: required('boolean', 'whether the service answered'),
    message: optional('text', 'one line by the checker'),
    details: optional('text', 'JSON text by the checker'),
    partition: optional('text', 'network partition (tenant)'),
    created_at: createdAt,
  },
  key: ['poller_id', 'service_name', 'timestamp', 'agent_id', 'service_type'],
  keepsApart: 'one service checked by two agents at one instant',
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  indexes: [{ name: 'idx_service_status_time', columns: ['timestamp desc'] }],
  protonSources: ['service_status', 'service_statuses'],
});
