/** Bytes of one value of a map of metadata (UD-13). */
export const MOST_VALUE_BYTES = 65_536;

/** Bytes of a whole map, with four for each pair. */
export const MOST_MAP_BYTES = 524_288;

/** Tells that a map was cut, by the bytes that were left of it. */
export const TRUNCATED = '_metadata_truncated';

const PAIR_BYTES = 4;
const LEAST_VALUE_BYTES = 32;

/** What a pair of {@link TRUNCATED} may take at most. */
const NOTE_BYTES = TRUNCATED.length + String(MOST_MAP_BYTES).length + PAIR_BYTES;

/** Who the device is, and what hides it, is never left out. */
const PROTECTED = new Set([
  'armis_device_id',
  'integration_id',
  'integration_type',
  'netbox_device_id',
  'hostname',
  'mac',
  'ip',
  'device_id',
  'poller_id',
  'agent_id',
  '_merged_into',
  '_deleted',
  '_deleted_at',
  'deleted',
  '_first_seen',
  'confidence',
  'scan_availability_percent',
]);

/** Keys that are left out first, in this order: large, and of little use in an inventory. */
const FAMILIES = [
  'port_results',
  'open_ports',
  'port_scan_results',
  'port_scan_payload',
  'raw_payload',
  'raw_metrics',
  'metrics_payload',
  'event_raw',
  'kv_cache',
];

type Pair = readonly [key: string, value: string];

/**
 * A map that is not larger than the store keeps (UD-13): long values are cut, then whole keys are left out, and in
 * the end all values are made shorter. {@link TRUNCATED} tells that something is missing.
 */
export function limitMetadata(metadata: { readonly [key: string]: string }): {
  readonly [key: string]: string;
} {
  const pairs = Object.entries(metadata).map(
    ([key, value]): Pair => [key, cut(value, MOST_VALUE_BYTES)],
  );
  if (sizeOf(pairs) <= MOST_MAP_BYTES) return Object.fromEntries(pairs);
  const most = MOST_MAP_BYTES - NOTE_BYTES;
  const kept = scaled(
    withoutLarge(
      pairs.filter(([key]) => key !== TRUNCATED),
      most,
    ),
    most,
  );
  return Object.fromEntries([...kept, [TRUNCATED, String(sizeOf(kept))]]);
}

function withoutLarge(pairs: readonly Pair[], most: number): readonly Pair[] {
  const victims = pairs
    .filter(([key]) => !PROTECTED.has(key))
    .map((pair) => ({ pair, family: familyOf(pair[0]), bytes: bytesOf(pair) }))
    .sort((a, b) => a.family - b.family || b.bytes - a.bytes || (a.pair[0] < b.pair[0] ? -1 : 1));
  const gone = new Set<Pair>();
  let size = sizeOf(pairs);
  for (const { pair, bytes } of victims) {
    if (size <= most) break;
    gone.add(pair);
    size -= bytes;
  }
  return pairs.filter((pair) => !gone.has(pair));
}

function familyOf(key: string): number {
  const family = FAMILIES.indexOf(key);
  if (family >= 0) return family;
  return key.startsWith('alt_ip:') ? FAMILIES.length : FAMILIES.length + 1;
}

function scaled(pairs: readonly Pair[], most: number): readonly Pair[] {
  const size = sizeOf(pairs);
  if (size <= most) return pairs;
  const values = pairs.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  const share = (most - (size - values)) / values;
  return pairs.map(([key, value]) => [
    key,
    cut(value, Math.max(LEAST_VALUE_BYTES, Math.floor(Buffer.byteLength(value) * share))),
  ]);
}

/** At most so many bytes of UTF-8, the last three of them dots where something is missing. */
function cut(value: string, most: number): string {
  if (value.length * 3 <= most || Buffer.byteLength(value) <= most) return value;
  let end = most - 3;
  const bytes = Buffer.from(value);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.subarray(0, end).toString()}...`;
}

const bytesOf = ([key, value]: Pair): number =>
  Buffer.byteLength(key) + Buffer.byteLength(value) + PAIR_BYTES;

const sizeOf = (pairs: readonly Pair[]): number =>
  pairs.reduce((sum, pair) => sum + bytesOf(pair), 0);
