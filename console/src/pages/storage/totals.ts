/** The sum of what is known; null when nothing is. */
export function totalOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** The earliest or the latest of some instants in RFC 3339; null when there is none. */
export function edgeOf(
  instants: readonly (string | null)[],
  which: 'earliest' | 'latest',
): string | null {
  const known = instants.filter((at) => at !== null);
  const sorted = known.toSorted((one, other) => Date.parse(one) - Date.parse(other));
  return (which === 'earliest' ? sorted.at(0) : sorted.at(-1)) ?? null;
}

/** Whether a dataset has what was searched for in its name, what it holds, or where it belongs. */
export function holdsText(texts: readonly (string | null)[], search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = texts.join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}
