import { REGISTRATION_SOURCES, SERVICE_STATUSES } from '../../../../src/contract/index.ts';
import type { RegistryFilter } from '../../data/index.ts';
import type { Params } from '../../location/index.ts';
import type { Filter } from '../../tables/index.ts';

/** The words of a parameter that are known, in the order in which these are told. */
export function readChosen(text: string | undefined, known: readonly string[]): readonly string[] {
  const words = (text ?? '').split(',');
  return known.filter((word) => words.includes(word));
}

/** The words after one was chosen or left; null where none or every one is wanted. */
export function toggleChosen(
  chosen: readonly string[],
  word: string,
  known: readonly string[],
): string | null {
  const after = known.filter((one) => chosen.includes(one) !== (one === word));
  return after.length === 0 || after.length === known.length ? null : after.join(',');
}

/** The words that a click on a value asks for: that one, or all others. */
export function chosenBy({ value, exclude }: Filter, known: readonly string[]): string {
  return known.filter((word) => (word === value) !== exclude).join(',');
}

/** Words that each parameter of the page knows. */
export const CHOICES = { status: SERVICE_STATUSES, source: REGISTRATION_SOURCES } as const;

/** What the address asks the server for. */
export function readRegistryFilter(params: Params): RegistryFilter {
  const words = (key: keyof typeof CHOICES) =>
    readChosen(params[key], CHOICES[key]).join(',') || undefined;
  return {
    search: params.search,
    status: words('status'),
    source: words('source'),
    seen: params.seen === 'never' ? 'never' : undefined,
  };
}
