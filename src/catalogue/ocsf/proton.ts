/*
 * How OCSF rows of Proton are read. Nothing ever wrote them there, but a Proton that was filled by
 * hand must still be understood. Their DDL follows the comments beside it, not OCSF, and fills in 0
 * where a value is absent.
 */

/** Columns in which Proton's 0 is the default of its DDL and stands for absence. */
export const zeroIsAbsent = (...columns: readonly string[]): { readonly [ours: string]: string } =>
  Object.fromEntries(columns.map((column) => [column, '0 becomes NULL']));

/** Identity of an event: Proton rows carry none. */
export const eventFromProton = {
  event_id: 'made from a hash of all columns of the row',
  type_uid: 'class_uid × 100 + activity_id, after both were corrected',
} as const;

/** The inventory streams number changes and confidence in a way of their own. */
export const inventoryFromProton = {
  ...eventFromProton,
  activity_id: '1 (create) and 2 (update) become 2 Collect; 3 (delete) becomes 99 Other',
  change_kind: 'activity_id 1 is created, 2 updated, 3 deleted',
  confidence_level: '1 (high) becomes 3, 2 stays, 3 (low) becomes 1, 4 (unknown) becomes NULL',
} as const;
