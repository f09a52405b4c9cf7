import { createdAt, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const THREE_DAYS = 3;

/** What makes two deliveries the same event, whatever time each carries. */
const IDENTITY =
  '16-byte hash of source and id; where there is no id, of raw_data and the sequence number of the message';

const HASHED = {
  column: 'row_key',
  of: ['source', 'id'],
  otherwise: { without: 'id', of: ['raw_data'] },
} as const;

/** Facts: telemetry §6, inventory §8. */
export const events = dataset({
  name: 'events',
  title: 'Events: CloudEvents, syslog, SNMP traps, health and life of devices',
  area: 'observability',
  kind: 'hypertable',
  columns: {
    event_timestamp: required('timestamp with time zone', 'when it happened'),
    specversion: optional('text', 'version of CloudEvents in which it was told'),
    id: optional('text', 'the event, unique within its source; absent where it is no CloudEvent'),
    source: optional('text', 'who told it'),
    type: optional('text', 'kind of event'),
    datacontenttype: optional('text', 'media type of its data'),
    subject: optional('text', 'what it is about; else the subject of its message'),
    remote_addr: optional('text', 'address from which it came'),
    host: optional('text', 'host or device that it concerns'),
    level: optional('integer', 'syslog level, from 0 emergency to 7 debug'),
    severity: optional('text', 'severity in the words of its source'),
    short_message: optional('text', 'one line that says what happened'),
    version: optional('text', 'version of the format of its data'),
    raw_data: optional('text', 'the message as it came'),
    row_key: required('bytea', IDENTITY),
    created_at: createdAt,
  },
  key: ['event_timestamp', 'row_key'],
  keepsApart: 'events with one id from two sources at one instant',
  hashed: HASHED,
  time: { column: 'event_timestamp', chunkHours: 12, retentionDays: THREE_DAYS },
  columnstore: {
    segmentBy: ['subject'],
    orderBy: ['event_timestamp desc'],
    afterHours: 12,
  },
  indexes: [
    { name: 'idx_events_id', columns: ['id'] },
    { name: 'idx_events_subject', columns: ['subject', 'event_timestamp desc'] },
    { name: 'idx_events_host', columns: ['host', 'event_timestamp desc'] },
  ],
  proton: sameNames('events', { derived: { row_key: IDENTITY } }),
  queryNames: ['events', 'activity'],
});

/**
 * An event that comes again keeps the time of its first delivery, so that it falls on the row that
 * is there. A unique key of the history alone cannot do that, since it contains the time.
 */
export const eventIdentities = dataset({
  name: 'event_identities',
  title: 'Events that have been stored, by identity',
  area: 'observability',
  kind: 'table',
  columns: {
    row_key: required('bytea', IDENTITY),
    source: optional('text', 'who told the event'),
    id: optional('text', 'the event, unique within its source'),
    event_timestamp: required('timestamp with time zone', 'time of its first delivery'),
  },
  key: ['row_key'],
  keepsApart: 'events with one id from two sources',
  hashed: { column: 'row_key', of: ['source', 'id'] },
  combined: { event_timestamp: 'least' },
  pruning: { column: 'event_timestamp', retentionDays: THREE_DAYS, follows: 'events' },
  indexes: [{ name: 'idx_event_identities_time', columns: ['event_timestamp desc'] }],
  proton: [],
  queryNames: [],
});
