/** A value of a table that leaves the console. */
export type Cell = string | number | boolean | null;

/** Rows as CSV (RFC 4180): a missing value is an empty field. */
export function formatCsv(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [titles, ...rows].map((row) => row.map(field).join(',')).join('\r\n');
}

/** Rows as a JSON array of objects. */
export function formatJson(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(titles.map((title, index) => [title, row[index] ?? null])),
  );
  return JSON.stringify(objects, undefined, 2);
}

// A text that a spreadsheet would run as a formula keeps its letters behind an apostrophe.
const FORMULA = /^[=+@\t\r]|^-(?!\d)/;

function field(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
