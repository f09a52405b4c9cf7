import { createdAt, fallback, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { metadata, texts } from './columns.ts';
import { zeroIsAbsent } from './proton.ts';

/** Facts: ocsf §1.12. Query texts and addresses may be personal, so readers do not see it. */
export const ocsfSearchPerformance = dataset({
  name: 'ocsf_search_performance',
  title: 'How long searches took',
  area: 'ocsf',
  kind: 'hypertable',
  columns: {
    query_id: optional('text', 'the run of the query, by the query API'),
    query_hash: required('text', 'hash of the query without its literals: the same for its like'),
    query_text: optional('text', 'the query, shortened; NULL where texts are not kept'),
    query_type: optional('text', 'kind of query: observable_search, entity_search, federated'),
    entity_classes: texts('kinds of entities that were searched'),
    observable_types: texts('kinds of values that were searched'),
    time: required('timestamp with time zone', 'when the query began'),
    execution_time_ms: required('integer', 'time to answer', { unit: 'ms' }),
    result_count: optional('integer', 'rows of the answer; NULL where the query failed'),
    cache_hit: fallback('boolean', 'false', 'whether a cache answered'),
    optimization_applied: texts('rewrites that the planner made'),
    index_usage: texts('indexes that were read'),
    estimated_cost: optional('real', 'cost by the database; NULL where it was not asked', {
      unit: '1',
    }),
    user_id: optional('text', 'user who asked'),
    session_id: optional('text', 'session in which the user asked'),
    client_ip: optional('text', 'address from which the user asked'),
    ...metadata,
    event_id: required(
      'uuid',
      'the run: query_id where it is a UUID, else made from a hash of the row, so that a repetition is a no-op',
    ),
    created_at: createdAt,
  },
  key: ['time', 'event_id'],
  keepsApart: 'one query asked twice at one instant',
  hashed: { column: 'event_id', of: 'row', given: true },
  time: { column: 'time', chunkHours: 24, retentionDays: 7 },
  rights: { writer: ['select', 'insert', 'update'], secret: true },
  indexes: [
    { name: 'idx_ocsf_search_performance_hash_time', columns: ['query_hash', 'time desc'] },
  ],
  proton: [
    {
      object: 'ocsf_search_performance',
      role: 'main',
      derived: {
        ...zeroIsAbsent('estimated_cost'),
        event_id: 'query_id where it is a UUID, else made from a hash of all columns of the row',
      },
    },
  ],
  queryNames: [],
});
