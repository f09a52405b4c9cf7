import type { DeviceAttribute } from '../../../contract/index.ts';
import { formatInstant, type Instant, type JsonValue } from '../../../core/index.ts';

/** Who said something, and its place in the order that decides (design §6). */
export interface Said {
  readonly at: Instant;
  readonly confidence: number;
  readonly hash: string;
  readonly poller_id: string;
  readonly agent_id: string;
  /** The id under which it was reported, where that was kept. */
  readonly reported_id?: string;
}

/** The newest map that a source told. */
export interface SaidMap extends Said {
  readonly metadata: { readonly [key: string]: string };
}

/** The newest maps of the sources of a device, by the names of these. */
export const mapsOf = (bySource: JsonValue): { readonly [source: string]: SaidMap } =>
  (bySource ?? {}) as unknown as { readonly [source: string]: SaidMap };

/** Negative when `a` comes first, which is the newer: then the more believed, then the greater hash. */
export function newestFirst(
  a: Pick<Said, 'at' | 'confidence' | 'hash'>,
  b: Pick<Said, 'at' | 'confidence' | 'hash'>,
): number {
  return b.at - a.at || b.confidence - a.confidence || (a.hash > b.hash ? -1 : +(a.hash < b.hash));
}

/** A key of a map with its newest value and who said it. */
export interface Attribute extends Said {
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

/** Flags of the store are no attributes of a device. */
const FLAGS = new Set(['_deleted', '_merged_into']);

/** The maps of all sources laid over each other: of each key the newest value, by the keys' names. */
export function overlay(bySource: JsonValue): readonly Attribute[] {
  const found = new Map<string, Attribute>();
  for (const [source, { metadata, ...said }] of Object.entries(mapsOf(bySource))) {
    for (const [key, value] of Object.entries(metadata)) {
      const known = found.get(key);
      if (FLAGS.has(key) || (known !== undefined && newestFirst(known, said) <= 0)) continue;
      found.set(key, { ...said, key, value, source });
    }
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The overlay with source and time of each value. */
export function attributesOf(bySource: JsonValue): { [key: string]: DeviceAttribute } {
  return Object.fromEntries(
    overlay(bySource).map(({ key, value, source, at, confidence }) => [
      key,
      { value, source, at: formatInstant(at), confidence },
    ]),
  );
}
