import type { DeviceItem } from '../../../contract/index.ts';
import type { JsonValue } from '../../../core/index.ts';
import { objectOf, present, textOf } from '../value.ts';

type AliasHistory = NonNullable<DeviceItem['alias_history']>;

const SERVICE = 'service_alias:';
const ADDRESS = 'ip_alias:';

/**
 * Where a device was met before, as its metadata tell it (ID-11); undefined where they tell nothing. A
 * blank time of an entry is that of the whole.
 */
export function aliasHistory(metadata: JsonValue): AliasHistory | undefined {
  const map = objectOf(metadata) ?? {};
  const text = (key: string) => textOf(map[key])?.trim() || null;
  const lastSeenAt = text('_alias_last_seen_at');
  const entries = (prefix: string) =>
    Object.keys(map)
      .filter((key) => key.startsWith(prefix) && key.length > prefix.length)
      .sort()
      .map((key) => ({
        name: key.slice(prefix.length),
        ...present({ last_seen_at: text(key) ?? lastSeenAt }),
      }));
  const services = entries(SERVICE).map(({ name, ...seen }) => ({ id: name, ...seen }));
  const ips = entries(ADDRESS).map(({ name, ...seen }) => ({ ip: name, ...seen }));
  const told = present({
    last_seen_at: lastSeenAt,
    collector_ip: text('_alias_collector_ip'),
    current_service_id: text('_alias_last_seen_service_id'),
    current_ip: text('_alias_last_seen_ip'),
    services: services.length === 0 ? null : services,
    ips: ips.length === 0 ? null : ips,
  });
  return Object.keys(told).length === 0 ? undefined : told;
}
