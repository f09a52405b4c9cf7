/** A value by its name. */
export interface MetadataEntry {
  readonly name: string;
  readonly value: string;
}

/** The members of a JSON object that is text; none where it is absent or no object. */
export function readEntries(text: string | undefined): readonly MetadataEntry[] {
  if (text === undefined || text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).map(([name, member]) => ({
      name,
      value: typeof member === 'string' ? member : JSON.stringify(member),
    }));
  } catch {
    return [];
  }
}

/** What a poller cannot start without, with what each is. */
export const NEEDED_BY_POLLERS = [
  { key: 'core_address', title: 'Address of the core', like: 'core.example:50052' },
  { key: 'core_spiffe_id', title: 'SPIFFE ID of the core', like: 'spiffe://example.org/core' },
  { key: 'spire_upstream_address', title: 'Address of the SPIRE server', like: 'spire.example' },
  { key: 'spire_parent_id', title: 'SPIFFE ID of its parent', like: 'spiffe://example.org/spire' },
  { key: 'agent_spiffe_id', title: 'SPIFFE ID of its agent', like: 'spiffe://example.org/agent' },
] as const;

/** Lines `name=value` as entries; a line without a sign of equality is refused: its text is answered. */
export function readLines(
  text: string,
): { readonly entries: readonly MetadataEntry[] } | { readonly refused: string } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const refused = lines.find((line) => line.indexOf('=') < 1);
  if (refused !== undefined) return { refused };
  return {
    entries: lines.map((line) => {
      const sign = line.indexOf('=');
      return { name: line.slice(0, sign).trim(), value: line.slice(sign + 1).trim() };
    }),
  };
}
