/** Tags as a person writes them: with commas or line ends between, each once, sorted. */
export function readTags(text: string): readonly string[] {
  const words = text.split(/[,\n]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))].sort();
}

/** What {@link readTags} reads. A tag with a comma cannot be written this way; it stays as it is. */
export function writeTags(tags: readonly string[]): string {
  return tags.filter((tag) => !tag.includes(',')).join(', ');
}

/** Tags that a text cannot hold, and that an edit leaves alone. */
export function unwritableTags(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag.includes(','));
}
