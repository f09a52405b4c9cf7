import {
  type Area,
  agingOf,
  type Column,
  DATASETS,
  type Dataset,
  type Index,
  type ProtonSource,
  type Rollup,
  rollupsOf,
  timeOf,
} from '../../src/catalogue/index.ts';

/** A generated page; its path is relative to docs/reference. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const AREAS: { readonly [A in Area]: string } = {
  sysmon: 'CPU, memory, disks and processes of hosts',
  telemetry: 'Polled metrics, flows and bandwidth tests',
  discovery: 'Sweeps, interfaces, topology and what was said of devices',
  inventory: 'Devices as they are known now',
  registry: 'Pollers, agents, checkers and their services',
  onboarding: 'Packages with which components join',
  capabilities: 'What can be measured of devices',
  observability: 'Logs, metrics, traces and events of programs',
  ocsf: 'Security events and states in the shapes of OCSF',
  access: 'Users',
};

const INTRODUCTION = `# Data model

Every table, history and view of the store, as the catalogue declares it (\`src/catalogue\`). Names are
the public interface: they are the same on every engine and do not change.

- A **history** (\`hypertable\`) is sliced by time into chunks; old chunks are dropped as a whole, so a
  row may outlive its retention by one chunk. Where the engine has no hypertables it is a partitioned
  table of the same name.
- A **table** holds latest states, or records that change. With a retention its rows are deleted when
  they have aged.
- A **view** is a query over others.
- A **rollup** is a history of aggregates that maintenance keeps: one row per bucket and group, from
  which larger buckets can be made. \`sum\` divided by \`count\` is the average.

*Null* says whether a value may be absent; absence is never \`''\` or 0, but for key columns,
which are marked as *may be blank*. *Default* is what the server supplies. Units are UCUM-like: \`By\` is
bytes, \`1\` a plain number. *Proton* is the column that the value comes from, where its name differs.
Which Proton object went where, and what is missing, is in the [mapping](mapping.md).
`;

/** The index and one page per area, from the catalogue alone. */
export function dataModelPages(): Page[] {
  const areas = Object.keys(AREAS) as Area[];
  return [
    { path: 'data-model.md', text: indexPage(areas) },
    ...areas.map((area) => ({ path: `data-model/${area}.md`, text: areaPage(area) })),
  ];
}

const datasetsOf = (area: Area) => DATASETS.filter((dataset) => dataset.area === area);

function indexPage(areas: readonly Area[]): string {
  const chapters = areas.map((area) => {
    const rows = datasetsOf(area).map((dataset) => [
      `[\`${dataset.name}\`](data-model/${area}.md#${dataset.name})`,
      dataset.title,
      kindOf(dataset),
      keptFor(dataset),
    ]);
    return `## ${area}\n\n${AREAS[area]}.\n\n${table(['dataset', 'holds', 'kind', 'kept'], rows)}`;
  });
  return [INTRODUCTION, ...chapters].join('\n');
}

function areaPage(area: Area): string {
  const head = `# ${area}\n\n${AREAS[area]}. One of the pages of the [data model](../data-model.md).\n`;
  return [head, ...datasetsOf(area).map(datasetText)].join('\n');
}

function datasetText(dataset: Dataset): string {
  const parts = [
    `## ${dataset.name}\n\n${dataset.title}.\n`,
    list(factsOf(dataset)),
    columnsTable(dataset),
    ...dataset.proton.map((source) => protonText(source)),
    dataset.rollup === undefined ? '' : rollupText(dataset.rollup),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function factsOf(dataset: Dataset): string[] {
  const { columnstore, combined, indexes, key, latestOf, queryNames, rights, version } = dataset;
  const time = timeOf(dataset);
  const fed = rollupsOf(dataset.name);
  return [
    `kind: ${kindOf(dataset)}`,
    time === undefined
      ? undefined
      : `sliced by ${code(time.column)} into chunks of ${hours(time.chunkHours)}`,
    dataset.kind === 'view' ? undefined : `kept: ${keptFor(dataset)}${agedBy(dataset)}`,
    key.length === 0 ? undefined : `key: ${codes(key)}; keeps apart ${dataset.keepsApart}`,
    version === undefined
      ? undefined
      : `of two rows with one key the one with the greater ${code(version)} stays`,
    combined === undefined
      ? undefined
      : `of all rows with one key, whichever stays: ${combinedText(combined)}`,
    latestOf === undefined ? undefined : `latest state of ${code(latestOf)}`,
    columnstore === undefined
      ? undefined
      : `columnstore after ${hours(columnstore.afterHours)}: segments by ${codes(columnstore.segmentBy)}, ordered by ${codes(columnstore.orderBy)}`,
    indexes.length === 0 ? undefined : `indexes: ${indexes.map(indexText).join('; ')}`,
    fed.length === 0 ? undefined : `rollups from it: ${codes(fed.map((rollup) => rollup.name))}`,
    queryNames.length === 0 ? undefined : `asked for as: ${codes(queryNames)}`,
    rights?.secret === true ? 'secret: the reader role may not read it' : undefined,
  ].filter((fact) => fact !== undefined);
}

const combinedText = (combined: NonNullable<Dataset['combined']>) =>
  Object.entries(combined)
    .map(([column, keeps]) => `the ${keeps} ${code(column)}`)
    .join(', ');

function kindOf(dataset: Dataset): string {
  return dataset.rollup === undefined ? dataset.kind : 'rollup';
}

function keptFor(dataset: Dataset): string {
  if (dataset.kind === 'view') return 'as its sources';
  const days = agingOf(dataset)?.retentionDays;
  return days === undefined ? 'for ever' : `${days} days`;
}

function agedBy(dataset: Dataset): string {
  return dataset.pruning === undefined ? '' : ` after ${code(dataset.pruning.column)}`;
}

function indexText({ name, columns, method, unique, where }: Index): string {
  const kind = [unique === true ? 'unique' : undefined, method].filter((one) => one !== undefined);
  const on = `on ${codes(columns)}`;
  const condition = where === undefined ? '' : ` where ${code(where)}`;
  return [code(name), ...kind, on].join(' ') + condition;
}

function columnsTable(dataset: Dataset): string {
  const renamed = dataset.proton.find((source) => source.role === 'main')?.renamed ?? {};
  const rows = Object.entries(dataset.columns).map(([name, column]) => [
    code(name),
    column.type,
    column.nullable ? 'yes' : column.blank === true ? 'may be blank' : 'no',
    defaultOf(column),
    column.unit ?? '',
    column.meaning,
    ...(dataset.proton.length === 0 ? [] : [theirName(renamed[name])]),
  ]);
  const header = ['column', 'type', 'null', 'default', 'unit', 'meaning'];
  return table(dataset.proton.length === 0 ? header : [...header, 'Proton'], rows);
}

const theirName = (name: string | undefined) => (name === undefined ? '' : code(name));

function defaultOf(column: Column): string {
  const expression = column.default ?? column.fallback;
  return expression === undefined ? '' : code(expression);
}

function protonText(source: ProtonSource): string {
  const { object, role, renamed = {}, dropped = {}, derived = {}, added = [] } = source;
  const how = role === 'merged' ? 'takes the rows of another object too' : 'takes its rows';
  const pairs = (entries: { readonly [name: string]: string }, how: (value: string) => string) =>
    Object.entries(entries).map(([name, value]) => `${code(name)}: ${how(value)}`);
  const differences = [
    ...pairs(renamed, (theirs) => `is ${code(theirs)} there`),
    ...pairs(derived, (words) => words),
    ...pairs(dropped, (words) => `has no place here: ${words}`),
    ...(added.length === 0 ? [] : [`not there: ${codes(added)}`]),
  ];
  const head = `From the Proton object ${code(object)} (${how})`;
  return differences.length === 0
    ? `${head}; every column has the same name there.\n`
    : `${head}:\n\n${list(differences)}`;
}

function rollupText(rollup: Rollup): string {
  const { bucketSeconds, groupBy, measures, source, tallies = {} } = rollup;
  const groups = groupBy.map((group) =>
    group.of === undefined ? code(group.name) : `${code(group.name)} = ${code(group.of)}`,
  );
  const values = Object.entries(measures).map(([name, { of, states, histogram }]) => {
    const all = histogram === 'true';
    const more =
      histogram === undefined ? '' : `, histogram${all ? '' : ` where ${code(histogram)}`}`;
    return `${code(name)} of ${code(of)}: ${states.join(', ')}${more}`;
  });
  const counts = Object.entries(tallies).map(
    ([name, { where }]) => `${code(name)}: rows where ${code(where)}`,
  );
  const head = `One row per ${bucketSeconds / 60} minutes of ${code(source)} and ${groups.join(', ')}:`;
  return `${head}\n\n${list([...values, ...counts])}`;
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
const hours = (count: number) =>
  count % 24 === 0 ? counted(count / 24, 'day') : counted(count, 'hour');
const code = (text: string) => `\`${text}\``;
const codes = (names: readonly string[]) => names.map(code).join(', ');
const list = (items: readonly string[]) => items.map((item) => `- ${item}\n`).join('');

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(' | ')} |\n`).join('');
}

/** A bar would end the cell, in code too. */
const cell = (text: string) => text.replaceAll('|', '\\|');
