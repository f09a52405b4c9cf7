/** Three values of each setting of the inventory that are right and differ. */
export const INVENTORY_SAMPLES = {
  'inventory.shared_macs': [
    '02:42:AC:11:00:02',
    '02:42:AC:11:00:02, 02:42:AC:11:00:03',
    '0A:00:27:00:00:00',
  ],
  'inventory.keep_unidentified': ['1h', '1d', '3650d'],
} as const;

/** What they are where nobody says. */
export const INVENTORY_DEFAULTS = { sharedMacs: [], keepUnidentifiedMs: 2_592_000_000 } as const;

/** Values that they cannot have. */
export const INVENTORY_WRONG = {
  'inventory.shared_macs': ['', '02:42', 'many'],
  'inventory.keep_unidentified': ['59m', 'soon'],
} as const;
