import { fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { metadata, reporter, score, texts } from './columns.ts';
import { zeroIsAbsent } from './proton.ts';

/** Facts: ocsf §1.11. OCSF has no such event; it stays inside and is shown as a graph. */
export const ocsfEntityRelationships = dataset({
  name: 'ocsf_entity_relationships',
  title: 'Relations between entities: interfaces, neighbours, shared addresses, conversations',
  area: 'ocsf',
  kind: 'table',
  columns: {
    relationship_uid: required(
      'text',
      'the relation: hash of its type and both ends, the ends sorted where it has no direction',
    ),
    relationship_type: required(
      'text',
      'kind of relation: has_interface, connected_to, bgp_peer, shares_ip, communicates_with, …',
    ),
    source_entity_class: required('text', 'kind of the entity from which it goes: device, user, …'),
    source_entity_uid: required('text', 'entity from which it goes'),
    source_entity_name: optional('text', 'name of that entity'),
    target_entity_class: required('text', 'kind of the entity to which it goes: device, user, …'),
    target_entity_uid: required('text', 'entity to which it goes'),
    target_entity_name: optional('text', 'name of that entity'),
    shared_observables: texts('values that both have'),
    observable_types: texts('kinds of those values'),
    confidence_score: score('how sure the relation is'),
    time: required('timestamp with time zone', 'time of the newest evidence; the row ages by it'),
    first_observed: required('timestamp with time zone', 'earliest evidence'),
    last_observed: required('timestamp with time zone', 'latest evidence'),
    observation_count: fallback('integer', '1', 'number of pieces of evidence'),
    discovery_source: optional('text', 'kind of source: lldp, cdp, bgp, netflow, …'),
    ...reporter,
    interaction_frequency: optional('text', 'how often both interact: low, medium, high'),
    relationship_strength: score('how strong the relation is'),
    ...metadata,
    tags: texts('labels that people gave'),
    updated_at: updatedAt,
  },
  key: ['relationship_uid'],
  keepsApart: 'two kinds of relation between one pair of devices',
  version: 'last_observed',
  pruning: { column: 'time', retentionDays: 30 },
  indexes: [
    {
      name: 'idx_ocsf_entity_relationships_source',
      columns: ['source_entity_class', 'source_entity_uid'],
    },
    {
      name: 'idx_ocsf_entity_relationships_target',
      columns: ['target_entity_class', 'target_entity_uid'],
    },
    { name: 'idx_ocsf_entity_relationships_time', columns: ['time desc'] },
  ],
  proton: [
    {
      object: 'ocsf_entity_relationships',
      role: 'main',
      derived: zeroIsAbsent('confidence_score', 'relationship_strength'),
    },
  ],
  queryNames: ['relationships', 'ocsf_entity_relationships'],
});
