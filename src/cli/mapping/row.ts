import type { MappingEntry, MappingReport, MappingTarget } from '../../contract/index.ts';
import { formatDurationMs } from '../../core/index.ts';

/** One target of one object, as a line of a table shows it. */
export interface Row {
  readonly entry: MappingEntry;
  readonly target: MappingTarget;
  /** Whether it is the first of its object, which tells what concerns the object as a whole. */
  readonly first: boolean;
}

/** A column of the table. */
export interface Column {
  readonly title: string;
  /** Only a database can tell it. */
  readonly live?: true;
  cell(row: Row): string;
}

const DASH = '-';
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Three digits are enough to tell sizes apart. */
export function formatBytes(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1_000 ** step;
  const digits = step === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[step]}`;
}

const duration = (seconds: number | null, none: string) =>
  seconds === null ? none : formatDurationMs(seconds * 1_000);

const minute = (instant: string | null) =>
  instant === null ? DASH : `${instant.slice(0, 16).replace('T', ' ')}Z`;

const list = (names: readonly string[]) => (names.length === 0 ? DASH : names.join(', '));

/** What the object as a whole lacks, as words. */
export const gapWords = (gaps: readonly string[]) => list(gaps.map((gap) => gap.replace('_', ' ')));

function effective({ kind, retention }: MappingTarget): string {
  if (kind === 'view') return DASH;
  return duration(
    retention.effective_seconds,
    retention.declared_seconds === null ? 'ever' : 'not enforced',
  );
}

/** Every column that tables of the mapping can have. */
export const COLUMNS: readonly Column[] = [
  { title: 'object', cell: ({ entry, first }) => (first ? entry.object : '') },
  { title: 'status', cell: ({ entry, first }) => (first ? entry.seed.status : '') },
  { title: 'TTL in Proton', cell: ({ entry, first }) => (first ? entry.seed.ttl : '') },
  { title: 'target', cell: ({ target }) => target.dataset },
  { title: 'role', cell: ({ target }) => target.role },
  { title: 'kind', cell: ({ target }) => target.kind },
  {
    title: 'kept',
    cell: ({ target }) =>
      target.kind === 'view' ? DASH : duration(target.retention.declared_seconds, 'ever'),
  },
  { title: 'effective', live: true, cell: ({ target }) => effective(target) },
  {
    title: 'rows',
    live: true,
    cell: ({ target: { rows, rows_exact } }) =>
      rows === null ? DASH : `${rows_exact ? '' : '~'}${rows}`,
  },
  {
    title: 'bytes',
    live: true,
    cell: ({ target: { bytes } }) => (bytes === null ? DASH : formatBytes(bytes)),
  },
  { title: 'oldest', live: true, cell: ({ target }) => minute(target.oldest) },
  { title: 'newest', live: true, cell: ({ target }) => minute(target.newest) },
  { title: 'engine', live: true, cell: ({ target }) => list(target.features) },
  { title: 'rollups', cell: ({ target }) => list(target.rollups) },
  { title: 'writer', cell: ({ target }) => list(target.handled_by.writer) },
  { title: 'reader', cell: ({ target }) => list(target.handled_by.reader) },
  { title: 'asked for as', cell: ({ target }) => list(target.query_names) },
  { title: 'gaps', cell: ({ entry, first }) => (first ? gapWords(entry.gaps) : '') },
];

/** The columns that a report can fill, of those with the titles. */
export function columnsOf(report: MappingReport, titles: readonly string[]): readonly Column[] {
  return COLUMNS.filter(
    (column) => titles.includes(column.title) && (report.database !== null || column.live !== true),
  );
}

/** One row per target; an object without one has none. */
export function rowsOf(entries: readonly MappingEntry[]): Row[] {
  return entries.flatMap((entry) =>
    entry.targets.map((target, index) => ({ entry, target, first: index === 0 })),
  );
}

/** How many objects there are, and how many have which gap. */
export function summaryOf({ summary }: MappingReport): string {
  const gaps = Object.entries(summary.gaps)
    .filter(([, count]) => count > 0)
    .map(([gap, count]) => `${count} without ${gapWords([gap])}`);
  const end = gaps.length === 0 ? 'none lacks anything' : gaps.join(', ');
  return `${summary.objects} objects: ${end}.`;
}
