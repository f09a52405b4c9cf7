/**
 * Text as PostgreSQL accepts it: NUL characters are removed and lone surrogates become U+FFFD.
 * Surrounding blanks go, and blank text is no value (design §4: absence is NULL).
 */
export function cleanText(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const repaired = repairText(text).trim();
  return repaired === '' ? null : repaired;
}

/** As {@link cleanText}, for text whose blanks at both ends mean something. */
export function repairText(text: string): string {
  if (text.isWellFormed() && !text.includes('\u0000')) return text;
  return text.replaceAll('\u0000', '').toWellFormed();
}
