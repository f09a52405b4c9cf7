/** Three values of each setting of the registry that are right and differ. */
export const REGISTRY_SAMPLES = {
  'registry.implicit': ['false', 'true', 'true'],
  'registry.silent_after': ['10s', '5m', '30d'],
  'registry.known_cache': ['0ms', '1m', '1h'],
  'registry.keep_pending': ['1h', '1d', '3650d'],
  'registry.keep_inactive': ['1h', '1d', '3650d'],
  'registry.keep_revoked': ['1h', '1d', '3650d'],
  'registry.keep_deleted': ['1h', '1d', '3650d'],
} as const;

/** What they are where nobody says. */
export const REGISTRY_DEFAULTS = {
  implicit: true,
  silentAfterMs: 600_000,
  knownCacheMs: 300_000,
  keepMs: {
    pending: 2_592_000_000,
    inactive: 7_776_000_000,
    revoked: 7_776_000_000,
    deleted: 604_800_000,
  },
} as const;

/** Values that they cannot have. */
export const REGISTRY_WRONG = {
  'registry.implicit': ['', 'perhaps'],
  'registry.silent_after': ['9s', '31d', 'soon'],
  'registry.known_cache': ['2h', '-1s'],
  'registry.keep_pending': ['59m', 'soon'],
  'registry.keep_inactive': ['59m', 'soon'],
  'registry.keep_revoked': ['59m', 'soon'],
  'registry.keep_deleted': ['59m', '3651d'],
} as const;
