/** Network partitions as a person writes them: with blanks or commas between. */
export function readPartitions(text: string): string[] | null {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  return names.length === 0 ? null : names;
}

/** What {@link readPartitions} reads. */
export function writePartitions(names: readonly string[] | null): string {
  return (names ?? []).join(', ');
}
