import type { DeviceChange } from '../../../../../src/contract/index.ts';
import { fieldTitle, fieldValue, valueText } from '../value-text.ts';

/** What a change tells of the time before it and of that after it; null where there was no value. */
export interface ChangeText {
  readonly before: string | null;
  readonly after: string | null;
}

/** A change as texts; of a map only the keys that changed. */
export function changeText({ before, after }: Pick<DeviceChange, 'before' | 'after'>): ChangeText {
  if (!isMap(before ?? {}) || !isMap(after ?? {}) || (before ?? after) === null) {
    return { before: textOf(before), after: textOf(after) };
  }
  const [then, now] = [mapOf(before), mapOf(after)];
  const keys = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
  const changed = keys.filter((key) => JSON.stringify(then[key]) !== JSON.stringify(now[key]));
  const told = (map: Map) =>
    changed
      .filter((key) => Object.hasOwn(map, key))
      .map((key) => {
        const field = `attributes.${key}`;
        return `${fieldTitle(field)}: ${valueText(fieldValue(field, map[key]))}`;
      })
      .join(', ') || null;
  return { before: told(then), after: told(now) };
}

type Map = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapOf = (value: unknown): Map => (value ?? {}) as Map;

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : valueText(value);
