import { blankable, fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { metadata, reporter, score, texts } from './columns.ts';
import { zeroIsAbsent } from './proton.ts';

const TYPE = 'kind of value: ip_address, mac_address, hostname, username, email, cve, …';

/** Facts: ocsf §1.9. A table: what ages, the last sighting, is updated in place. */
export const ocsfObservableIndex = dataset({
  name: 'ocsf_observable_index',
  title: 'Where a value occurs: addresses, names, numbers and the entities that have them',
  area: 'ocsf',
  kind: 'table',
  columns: {
    observable_type: required('text', TYPE),
    observable_value: required('text', 'the value as the source spells it'),
    observable_value_normalized: required(
      'text',
      'the value as it is compared: lower case, IPv6 compressed, MAC address as 12 digits',
    ),
    entity_class: required('text', 'kind of entity: device, user, service, network_activity, …'),
    entity_uid: required('text', 'the entity that has the value; of flows a conversation'),
    entity_last_seen: required('timestamp with time zone', 'when the entity last had the value'),
    entity_path: blankable('where in the entity the value stands: `device.ip`'),
    confidence_score: score('how sure it is that the entity has the value'),
    discovery_source: optional('text', 'kind of source: sysmon, snmp, sweep, netflow, …'),
    time: required('timestamp with time zone', 'time of the newest event that carried the value'),
    ...reporter,
    geo_country: optional('text', 'country of an address, two letters'),
    geo_region: optional('text', 'region of an address'),
    geo_city: optional('text', 'city of an address'),
    asn_number: optional('bigint', 'autonomous system of an address; unsigned 32 bits'),
    asn_org: optional('text', 'owner of the autonomous system'),
    threat_score: score('how dangerous the value is'),
    threat_categories: texts('kinds of threat with which the value is linked'),
    threat_sources: texts('lists that name the value'),
    observable_category: optional('text', 'class of the value: private, public, loopback, …'),
    tags: texts('labels that people gave'),
    ...metadata,
    observable_type_id: required('integer', 'OCSF kind of observable: 1 hostname, 2 IP, 3 MAC, …'),
    event_id: optional('uuid', 'newest event that carried the value'),
    type_uid: optional('bigint', 'OCSF type of that event'),
    updated_at: updatedAt,
  },
  key: [
    'observable_type',
    'observable_value_normalized',
    'entity_class',
    'entity_uid',
    'entity_path',
  ],
  keepsApart: 'two devices that had one address',
  version: 'entity_last_seen',
  pruning: { column: 'entity_last_seen', retentionDays: 30 },
  indexes: [
    { name: 'idx_ocsf_observable_index_entity', columns: ['entity_class', 'entity_uid'] },
    { name: 'idx_ocsf_observable_index_last_seen', columns: ['entity_last_seen desc'] },
    {
      name: 'idx_ocsf_observable_index_value_trgm',
      columns: ['observable_value_normalized'],
      method: 'trigram',
    },
  ],
  proton: [
    {
      object: 'ocsf_observable_index',
      role: 'main',
      added: ['event_id', 'type_uid'],
      derived: {
        ...zeroIsAbsent('asn_number', 'threat_score'),
        observable_type_id:
          'by observable_type: hostname 1, ip_address 2, mac_address 3, username 4, email 5, process 9, resource_uid 10, port 11, cwe 17, cve 18, others 99',
      },
    },
  ],
  queryNames: ['observables', 'ocsf_observable_index'],
});

/** Facts: ocsf §1.10. An hour is computed again while late events may still come. */
export const ocsfObservableStatistics = dataset({
  name: 'ocsf_observable_statistics',
  title: 'How often a value occurred in an hour',
  area: 'ocsf',
  kind: 'hypertable',
  columns: {
    observable_type: required('text', TYPE),
    observable_value: required('text', 'the value, normalised'),
    time_window_start: required('timestamp with time zone', 'begin of the hour'),
    time_window_end: required('timestamp with time zone', 'end of the hour, not part of it'),
    entity_count: required('integer', 'number of entities that had the value'),
    entity_classes: texts('kinds of those entities'),
    discovery_sources: texts('kinds of sources that told of it'),
    first_seen: required('timestamp with time zone', 'earliest event of the hour'),
    last_seen: required('timestamp with time zone', 'latest event of the hour'),
    occurrence_count: required('integer', 'number of events that carried the value'),
    avg_confidence_score: score('mean certainty'),
    max_confidence_score: score('greatest certainty'),
    data_quality_score: score('how complete the events were'),
    max_threat_score: score('greatest danger'),
    threat_categories: texts('kinds of threat with which the value is linked'),
    is_flagged: fallback('boolean', 'false', 'whether max_threat_score exceeds 0.5'),
    countries: texts('countries of an address'),
    regions: texts('regions of an address'),
    asn_orgs: texts('owners of the autonomous systems of an address'),
    ...metadata,
    updated_at: updatedAt,
  },
  key: ['observable_type', 'observable_value', 'time_window_start'],
  keepsApart: 'one value in two hours',
  version: 'occurrence_count',
  time: { column: 'time_window_start', chunkHours: 360, retentionDays: 90 },
  columnstore: {
    segmentBy: ['observable_type'],
    orderBy: ['observable_value', 'time_window_start desc'],
    afterHours: 360,
  },
  rights: { writer: ['select', 'insert', 'update'] },
  indexes: [{ name: 'idx_ocsf_observable_statistics_time', columns: ['time_window_start desc'] }],
  proton: [
    {
      object: 'ocsf_observable_statistics',
      role: 'main',
      derived: zeroIsAbsent('avg_confidence_score', 'max_confidence_score', 'max_threat_score'),
    },
  ],
  queryNames: ['observable_statistics', 'ocsf_observable_statistics'],
});
