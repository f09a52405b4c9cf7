import { createdAt, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';

/** Facts: inventory SR-28, SR-29. */
export const pollerHistory = dataset({
  name: 'poller_history',
  title: 'Health of pollers over time',
  area: 'registry',
  kind: 'hypertable',
  columns: {
    timestamp: required('timestamp with time zone', 'when the poller reported'),
    poller_id: required('text', 'the poller'),
    is_healthy: required('boolean', 'whether every service that it checks was up'),
    created_at: createdAt,
  },
  key: ['poller_id', 'timestamp'],
  keepsApart: 'two reports of one poller one microsecond apart',
  time: { column: 'timestamp', chunkHours: 24, retentionDays: 7 },
  columnstore: { segmentBy: ['poller_id'], orderBy: ['timestamp desc'], afterHours: 24 },
  indexes: [{ name: 'idx_poller_history_time', columns: ['timestamp desc'] }],
  proton: [
    { object: 'poller_history', role: 'main' },
    {
      object: 'poller_statuses',
      role: 'merged',
      dropped: {
        agent_id: 'the agents of a poller stand in `agents`',
        first_seen: 'kept once per poller, in `pollers`; the view `poller_statuses` shows it',
        last_seen: 'kept once per poller, in `pollers`; the view `poller_statuses` shows it',
        uptime_seconds: 'nothing ever wrote or read it',
        partition: 'pollers have no partition; nothing ever wrote or read it',
      },
    },
  ],
  queryNames: ['poller_history'],
});

/** The newest health of each poller, for callers that know the merged Proton object. */
export const pollerStatuses = dataset({
  name: 'poller_statuses',
  title: 'Pollers with their newest health',
  area: 'registry',
  kind: 'view',
  columns: {
    timestamp: required('timestamp with time zone', 'when the poller reported last'),
    poller_id: required('text', 'the poller'),
    is_healthy: required('boolean', 'whether every service that it checks was up'),
    first_seen: optional('timestamp with time zone', 'its first report'),
    last_seen: optional('timestamp with time zone', 'its latest report'),
  },
  key: [],
  keepsApart: '',
  indexes: [],
  proton: [],
  queryNames: ['poller_statuses'],
});
