import { cleanMac } from '../../core/index.ts';
import { fixedOrNone, optional } from '../key.ts';
import { duration, type Kind } from '../kind.ts';
import type { ConfigValues } from '../schema.ts';
import { list } from '../text-kind.ts';

/** What the inventory of devices is told. Durations are milliseconds. */
export interface InventoryConfig {
  /** MAC addresses, in their one spelling, that are of many devices. */
  readonly sharedMacs: readonly string[];
  /** How long a device stays that nothing but an address tells apart; null: for ever. */
  readonly keepUnidentifiedMs: number | null;
}

const SECTION = 'Device inventory';

const macAddress: Kind<string> = {
  allowed: 'a MAC address',
  placeholder: 'mac',
  secret: false,
  parse: (text) => cleanMac(text) ?? undefined,
  format: (value) => value,
};

/** Every setting of the inventory, in the order of help. */
export const INVENTORY_KEYS = {
  'inventory.shared_macs': optional(list(macAddress), 'that only well-known addresses are shared', {
    section: SECTION,
    meaning:
      'MAC addresses that many devices have, such as those of virtual networks: they tell none apart, from now on',
  }),
  'inventory.keep_unidentified': fixedOrNone(
    duration({ min: '1h', max: '3650d' }),
    30 * 86_400_000,
    {
      section: SECTION,
      meaning:
        'how long a device stays that nothing but an address tells apart, after it was last seen; none for ever',
    },
  ),
};

/** The settings of the inventory. */
export function inventoryConfigOf(values: ConfigValues): InventoryConfig {
  return {
    sharedMacs: values['inventory.shared_macs'] ?? [],
    keepUnidentifiedMs: values['inventory.keep_unidentified'],
  };
}
