import type { MappingReport } from '../../contract/index.ts';
import { type Column, columnsOf, type Row, rowsOf, summaryOf } from './row.ts';

const INTRODUCTION = `# Mapping of the Proton objects

Where each object of a Proton installation went. *Kept* is the retention that is asked for, \`ever\`
where rows do not age. *Role* says what a dataset is to the object: \`main\` takes its rows, \`merged\`
takes them beside those of another object, \`latest\` is the latest state beside a history, \`beside\` is
kept with it, \`view\` stands under its name. *Gaps* are what is missing until the object has moved.
Writers and readers are the parts of the program that deal with a dataset, as they declare
themselves.
`;

const TITLES = [
  ...['object', 'status', 'TTL in Proton', 'target', 'role', 'kind', 'kept', 'effective', 'rows'],
  ...['bytes', 'oldest', 'newest', 'engine', 'rollups', 'writer', 'reader', 'asked for as', 'gaps'],
];
/** Columns whose cells are names of the data model or of Proton. */
const NAMES = new Set(['object', 'target', 'rollups', 'asked for as']);

/** The mapping as a document, one table per subject area. */
export function mappingMarkdown(report: MappingReport): string {
  const columns = columnsOf(report, TITLES);
  const areas = new Map<string, Row[]>();
  for (const row of rowsOf(report.objects)) {
    const area = row.entry.targets[0]?.area ?? 'none';
    areas.set(area, [...(areas.get(area) ?? []), row]);
  }
  const chapters = [...areas].map(
    ([area, rows]) => `## ${area}\n\n${markdownTable(columns, rows)}`,
  );
  return [INTRODUCTION, `${summaryOf(report)}\n`, ...chapters].join('\n');
}

function markdownTable(columns: readonly Column[], rows: readonly Row[]): string {
  const lines = [
    columns.map((column) => column.title),
    columns.map(() => '---'),
    ...rows.map((row) => columns.map((column) => cellOf(column, row))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function cellOf(column: Column, row: Row): string {
  const text = column.cell(row);
  if (!NAMES.has(column.title) || text === '' || text === '-') return text;
  return text
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(', ');
}
