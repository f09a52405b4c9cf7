import { readList, writeList } from '../location/index.ts';

/** Rows that belong together, under a line of their own. */
export interface Group<Row> {
  readonly key: string;
  readonly rows: readonly Row[];
  readonly open: boolean;
}

/** A line of a grouped table: the head of a group, or a row. */
export type Line<Row> =
  | { readonly kind: 'group'; readonly group: Group<Row> }
  | { readonly kind: 'row'; readonly row: Row };

/** Which groups are open: all, none, or those of the list; `off`: the table has no groups. */
export type OpenGroups = 'all' | 'none' | 'off' | readonly string[];

/** Reads what the address says of groups; undefined where it says nothing. */
export function readGroups(text: string | undefined): OpenGroups | undefined {
  if (text === 'all' || text === 'none' || text === 'off') return text;
  return readList(text);
}

/** Groups as they stand in the address. */
export function writeGroups(open: OpenGroups): string {
  return typeof open === 'string' ? open : writeList(open);
}

const isOpen = (open: OpenGroups, key: string): boolean =>
  open === 'all' || (typeof open !== 'string' && open.includes(key));

/** Opens a folded group, folds an open one. */
export function toggleGroup(open: OpenGroups, keys: readonly string[], key: string): OpenGroups {
  const wanted = keys.filter((one) => isOpen(open, one) !== (one === key));
  if (wanted.length === 0) return 'none';
  return wanted.length === keys.length ? 'all' : wanted;
}

/** Puts rows into groups; groups stand in the order of their first rows. */
export function groupRows<Row>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
  open: OpenGroups,
): readonly Group<Row>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = groupOf(row);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return [...groups].map(([key, members]) => ({ key, rows: members, open: isOpen(open, key) }));
}

/** The lines of a grouped table: each group, with its rows where it is open. */
export function linesOf<Row>(groups: readonly Group<Row>[]): readonly Line<Row>[] {
  return groups.flatMap((group) => [
    { kind: 'group', group } as const,
    ...(group.open ? group.rows.map((row) => ({ kind: 'row', row }) as const) : []),
  ]);
}
