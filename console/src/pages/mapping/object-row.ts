import type { MappingEntry, MappingTarget } from '../../../../src/contract/index.ts';
import type { Filled } from '../storage/index.ts';

/** An object of Proton as a row: what it became first, with all that is known of it. */
export interface ObjectRow extends Filled {
  readonly object: string;
  readonly entry: MappingEntry;
  readonly area: string;
  readonly kind: MappingTarget['kind'] | undefined;
  readonly retention: MappingTarget['retention'];
}

const UNKNOWN = { declared_seconds: null, effective_seconds: null, enforced_by: null } as const;

/** The row of an object. Its numbers are those of the target that takes its rows. */
export function objectRow(entry: MappingEntry): ObjectRow {
  const [main] = entry.targets;
  return {
    object: entry.object,
    entry,
    area: main?.area ?? 'none',
    kind: main?.kind,
    rows: main?.rows ?? null,
    rows_exact: main?.rows_exact ?? false,
    bytes: main?.bytes ?? null,
    oldest: main?.oldest ?? null,
    newest: main?.newest ?? null,
    retention: main?.retention ?? UNKNOWN,
  };
}

const words = (name: string): string => name.replaceAll('_', ' ');

/** What is missing until an object has moved, in words; null when nothing is. */
export function gapText({ gaps }: Pick<MappingEntry, 'gaps'>): string | null {
  return gaps.length === 0 ? null : gaps.map(words).join(', ');
}

/** What a target is to its object. */
export function roleText(role: MappingTarget['role']): string {
  const texts = {
    main: 'takes its rows',
    merged: 'takes its rows beside those of another object',
    latest: 'latest state beside the history',
    beside: 'kept with it',
    view: 'a view under its name',
  } as const;
  return texts[role];
}
