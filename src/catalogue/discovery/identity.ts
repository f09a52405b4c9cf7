import { createdAt, fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';

/**
 * Design §6: what was told is kept by who the device is. The id under which it came is often an address, which is
 * that of one device today and of another one tomorrow.
 */
export const deviceReports = dataset({
  name: 'device_reports',
  title: 'What was told of devices with one identity',
  area: 'inventory',
  kind: 'table',
  columns: {
    partition: required('text', 'network partition (tenant) of the observations'),
    identity: required(
      'text',
      'the strongest that they had, kind:value; id:<id> where there was none',
    ),
    device_id: required('text', 'device to which they belong now'),
    state: optional('jsonb', "the fold of them; NULL: the device's row has it, as it has no other"),
  },
  key: ['identity', 'partition'],
  keepsApart: 'one MAC address in two partitions',
  indexes: [{ name: 'idx_device_reports_device', columns: ['device_id'] }],
  proton: [],
  queryNames: [],
});

/** Design §6: claims are never overwritten; who a device is follows from all of them. */
export const identityClaims = dataset({
  name: 'identity_claims',
  title: 'Strong identities that were told of devices',
  area: 'inventory',
  kind: 'table',
  columns: {
    partition: required('text', 'network partition (tenant) of the claim'),
    kind: required('text', 'armis, netbox, mac, or integration:<type>'),
    value: required('text', 'the identity, in its one spelling'),
    reported_id: required('text', 'id under which it was told'),
    identity: required('text', 'the strongest identity that was told together with it'),
    device_id: required('text', 'device to which the claim belongs now'),
    first_claimed_at: required('timestamp with time zone', 'earliest observation with the claim'),
    last_claimed_at: required('timestamp with time zone', 'day of the latest observation with it'),
  },
  key: ['partition', 'kind', 'value', 'reported_id', 'identity'],
  keepsApart: 'one MAC address in two partitions, and told with two Armis ids',
  version: 'last_claimed_at',
  combined: { first_claimed_at: 'least' },
  indexes: [
    { name: 'idx_identity_claims_value', columns: ['kind', 'value'] },
    { name: 'idx_identity_claims_identity', columns: ['identity', 'partition'] },
    { name: 'idx_identity_claims_device', columns: ['device_id'] },
  ],
  proton: [],
  queryNames: [],
});

/** Design §6: a manual un-merge is a stored claim that two identities never join. */
export const identitySeparations = dataset({
  name: 'identity_separations',
  title: 'Identities that people declared to be of different devices',
  area: 'inventory',
  kind: 'table',
  columns: {
    partition: required('text', 'network partition (tenant) of both'),
    kind: required('text', 'kind of the one, or id'),
    value: required('text', 'the one'),
    other_kind: required('text', 'kind of the other, or id'),
    other_value: required('text', 'the other'),
    actor: required('text', 'who declared it'),
    reason: optional('text', 'why they are of different devices'),
    created_at: createdAt,
  },
  key: ['partition', 'kind', 'value', 'other_kind', 'other_value'],
  keepsApart: 'two identities that were parted from the same one',
  indexes: [],
  proton: [],
  queryNames: [],
});

/** Facts: inventory ID-14. */
export const deviceIdentifiers = dataset({
  name: 'device_identifiers',
  title: 'By what devices are told apart',
  area: 'inventory',
  kind: 'view',
  columns: {
    device_id: required('text', 'the device'),
    partition: required('text', 'network partition (tenant) of the device'),
    id_type: required('text', 'armis, netbox, mac, or integration:<type>'),
    id_value: required('text', 'the identity, in its one spelling'),
    reported_id: required('text', 'id under which it was told'),
    first_seen: required('timestamp with time zone', 'earliest observation with it'),
    last_seen: required('timestamp with time zone', 'latest observation with it'),
  },
  key: [],
  keepsApart: '',
  indexes: [],
  proton: [],
  queryNames: ['device_identifiers'],
});

/** Every id under which a device with a strong identity was reported first leads to it. */
export const deviceRedirects = dataset({
  name: 'device_redirects',
  title: 'Ids under which devices were reported',
  area: 'inventory',
  kind: 'table',
  columns: {
    old_id: required('text', 'id as it was reported; that of the device itself among them'),
    device_id: required('text', 'device to which it leads'),
    since: required('timestamp with time zone', 'earliest observation of the device under it'),
    partition: required('text', 'network partition (tenant) of the device'),
    identity: required('text', 'identity that was reported under it first'),
  },
  key: ['old_id'],
  keepsApart: 'two ids that lead to one device',
  version: 'since',
  indexes: [
    { name: 'idx_device_redirects_device', columns: ['device_id'] },
    { name: 'idx_device_redirects_identity', columns: ['identity', 'partition'] },
  ],
  proton: [],
  queryNames: [],
});

export const deviceMergeAudit = dataset({
  name: 'device_merge_audit',
  title: 'Joins, splits, deletions and returns of devices',
  area: 'inventory',
  kind: 'hypertable',
  columns: {
    happened_at: required('timestamp with time zone', 'when it happened'),
    device_id: required('text', 'the device'),
    action: required('text', 'join, split, rename, delete, return, prune, separate or rejoin'),
    other_device_id: optional('text', 'the other device of a join or split'),
    actor: required('text', 'who did it; the source where an observation did'),
    evidence: fallback('jsonb', "'{}'::jsonb", 'what led to it'),
    row_key: required('bytea', '16-byte hash of action, other_device_id, actor and evidence'),
    created_at: createdAt,
  },
  key: ['device_id', 'happened_at', 'row_key'],
  keepsApart: 'the deletion of a device by two people at one instant',
  hashed: { column: 'row_key', of: ['action', 'other_device_id', 'actor', 'evidence'] },
  time: { column: 'happened_at', chunkHours: 1_440, retentionDays: 365 },
  indexes: [{ name: 'idx_device_merge_audit_time', columns: ['happened_at desc'] }],
  proton: [],
  queryNames: ['device_merge_audit'],
});

export const deviceChanges = dataset({
  name: 'device_changes',
  title: 'What changed of devices, as readers saw it',
  area: 'inventory',
  kind: 'hypertable',
  columns: {
    changed_at: required('timestamp with time zone', 'when the inventory changed its mind'),
    device_id: required('text', 'the device'),
    field: required('text', 'column of unified_devices that changed'),
    before: optional('jsonb', 'its value before; NULL: none'),
    after: optional('jsonb', 'its value since; NULL: none'),
    source: optional('text', 'kind of source whose observation led to it'),
    observed_at: optional('timestamp with time zone', 'when that source saw it'),
    created_at: createdAt,
  },
  key: ['device_id', 'changed_at', 'field'],
  keepsApart: 'two fields of one device that changed together',
  time: { column: 'changed_at', chunkHours: 360, retentionDays: 90 },
  indexes: [{ name: 'idx_device_changes_time', columns: ['changed_at desc'] }],
  proton: [],
  queryNames: ['device_changes'],
});

export const deviceAnnotations = dataset({
  name: 'device_annotations',
  title: 'Tags and notes of people on devices',
  area: 'inventory',
  kind: 'table',
  columns: {
    device_id: required('text', 'the device'),
    tags: fallback('text[]', "'{}'::text[]", 'tags, sorted'),
    notes: optional('text', 'free text'),
    updated_at: updatedAt,
    updated_by: required('text', 'who wrote it last'),
  },
  key: ['device_id'],
  keepsApart: 'notes on two devices',
  indexes: [{ name: 'idx_device_annotations_tags', columns: ['tags'], method: 'gin' }],
  proton: [],
  queryNames: ['device_annotations'],
});
