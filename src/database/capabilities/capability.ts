/** What a server, a database and a role may be able to do for us, each with its meaning. */
export const CAPABILITY_MEANINGS = {
  hypertables: 'TimescaleDB slices tables by time and makes chunks as rows arrive',
  native_retention: 'the server itself drops old chunks (add_retention_policy)',
  continuous_aggregates: 'the server keeps aggregates up to date by itself',
  columnstore: 'closed chunks are stored by column, in a fraction of the space',
  concurrent_detach: 'a partition is taken off without keeping readers and writers out',
  trigram_search: 'searching inside of text uses an index (extension pg_trgm)',
  preloaded: 'the server loads the library of TimescaleDB when it starts',
  writable: 'the database takes writes: no standby, not read-only',
  owner_rights: 'the role owns the schema, or may create it',
  maintenance: 'the role may make and drop chunks',
  session_state: 'locks and settings of a session last from one statement to the next',
  search_path_safe: 'the default search_path of the role puts no foreign schema before ours',
} as const;

export type CapabilityName = keyof typeof CAPABILITY_MEANINGS;

/** One capability as it was found. Plain data, fit for JSON. */
export interface Capability {
  readonly name: CapabilityName;
  readonly meaning: string;
  readonly present: boolean;
  /** Why it is missing; null when it is present. */
  readonly reason: string | null;
  /** How to get it; null when it is present, or cannot be had on this engine. */
  readonly hint: string | null;
  /** False where radarstore does the same in another way, so that a user loses only cost. */
  readonly needed: boolean;
}

/** Every capability, in the order of {@link CAPABILITY_MEANINGS}. */
export type Capabilities = readonly Capability[];

/** Whether a capability is there. */
export function hasCapability(capabilities: Capabilities, name: CapabilityName): boolean {
  return capabilities.some((one) => one.name === name && one.present);
}

/** The missing ones that radarstore needs. */
export function missingNeeded(capabilities: Capabilities): Capabilities {
  return capabilities.filter((one) => one.needed && !one.present);
}
