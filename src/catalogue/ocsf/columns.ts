import { fallback, optional, required } from '../model/column.ts';

/*
 * Columns that several OCSF datasets share. OCSF (schema.ocsf.io) is the event format that security
 * tools agree on. An enumeration that OCSF requires keeps OCSF's own 0 Unknown; everything else that
 * is not known is NULL.
 */

/** OCSF's number for a class and an activity together. */
export const typeUid = (classUid: number, activityId: number): number =>
  classUid * 100 + activityId;

/** A list of texts, empty where there is none. */
export const texts = (meaning: string) => fallback('text[]', "'{}'::text[]", meaning);

/** A JSON object, empty where nothing was told. */
export const jsonMap = (meaning: string) => fallback('jsonb', "'{}'::jsonb", meaning);

/** Values by which searches find the row. */
export const observables = (what: string) => texts(`${what} in the row, for search`);

/** A share of certainty or danger between 0 and 1. */
export const score = (meaning: string) =>
  optional('real', `${meaning}, 0 to 1; NULL where nobody judged`, { unit: '1' });

export const eventTime = {
  time: required('timestamp with time zone', 'when the event happened or was observed'),
} as const;

/** Meaning of severities in every dataset; Proton's DDL comments count the other way round. */
export const SEVERITY =
  'OCSF severity: 0 unknown, 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal, 99 other';

export const severityId = required('integer', SEVERITY);

/** Category, class and severity of a dataset whose events are all of one class. */
export const oneClass = (uid: number, name: string, category: { uid: number; name: string }) =>
  ({
    category_uid: fallback(
      'integer',
      String(category.uid),
      `OCSF category, here always ${category.uid} ${category.name}`,
    ),
    class_uid: fallback('integer', String(uid), `OCSF class, here always ${uid} ${name}`),
    severity_id: fallback('integer', '1', SEVERITY),
  }) as const;

/** Activities of the inventory classes. */
export const inventoryActivity = {
  activity_id: required(
    'integer',
    'OCSF activity: 1 log, 2 collect, 99 other (deletions and merges)',
  ),
} as const;

/** Who made the row known. */
export const reporter = {
  agent_id: optional('text', 'agent that observed'),
  poller_id: optional('text', 'poller that reported'),
} as const;

/** How sure an inventory event is. */
export const inventorySource = {
  discovery_source: optional('text', 'kind of source: sysmon, snmp, sweep, …'),
  confidence_level: optional('integer', 'OCSF confidence: 1 low, 2 medium, 3 high'),
} as const;

export const rawData = {
  raw_data: optional('text', 'record from which the row was made, as it came; not always JSON'),
} as const;

export const metadata = {
  metadata: jsonMap('whatever else the source told; not the OCSF object of that name'),
} as const;

/** What makes an event one event. */
export const eventIdentity = {
  event_id: required(
    'uuid',
    'the event: the id by its producer, else made from a hash of its source, so that a repetition is a no-op; OCSF metadata.uid',
  ),
  type_uid: required('bigint', 'OCSF type: class_uid × 100 + activity_id'),
} as const;

export const changeKind = {
  change_kind: optional(
    'text',
    'why the event was written: created, updated, deleted, merged or seen (the daily repetition)',
  ),
} as const;

export const statusId = {
  status_id: optional('integer', 'OCSF outcome: 1 success, 2 failure, 99 other'),
} as const;

export const payload = {
  payload: optional('jsonb', 'whole nested OCSF event, as it is exported'),
} as const;

/** When the subject of a latest-state row was met. */
export const sightings = {
  last_seen: required('timestamp with time zone', 'latest sighting'),
  first_seen: required('timestamp with time zone', 'earliest sighting'),
} as const;

/** Sources of a latest-state row. */
export const discovery = {
  discovery_sources: texts('every kind of source that told of it, sorted'),
  confidence_score: score('how sure the sources are'),
} as const;

export const discoveryCount = {
  discovery_count: fallback('integer', '1', 'number of events that were folded into the row'),
} as const;
