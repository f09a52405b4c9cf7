import { DATASETS, type Dataset, timeOf } from '../../catalogue/index.ts';
import { type Names, quoteIdentifier } from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { createStatements, hypertableStatement } from '../relations/index.ts';
import { judgeColumns } from './columns.ts';
import { type Drift, NOTHING, type SkippedCheck } from './drift.ts';
import { judgeIndexes } from './indexes.ts';
import {
  type LiveConstraint,
  type LiveRelation,
  readColumns,
  readConstraints,
  readContinuousAggregates,
  readHypertables,
  readIndexes,
  readRelations,
} from './live.ts';
import {
  extensionSchema,
  forgetProgrammables,
  plainName,
  quotedName,
  type SchemaCheck,
  scriptFor,
} from './subject.ts';

const NO_HYPERTABLES: ReadonlyMap<string, string> = new Map();
const NO_AGGREGATES: ReadonlySet<string> = new Set();

/** Tables, their slicing, columns, keys and indexes. */
export const relationsCheck: SchemaCheck = {
  name: 'tables, columns, keys and indexes',
  async examine({ session, names, layout, engine, programmables }) {
    const { schema } = names;
    // Without the extension its views are gone, and hypertables are plain tables.
    const hypertables = layout === 'hypertables' && engine.timescaledbVersion !== null;
    const timeColumns = hypertables ? await readHypertables(session, schema) : NO_HYPERTABLES;
    const aggregates = hypertables
      ? await readContinuousAggregates(session, schema)
      : NO_AGGREGATES;
    const relations = new Map((await readRelations(session, schema)).map((one) => [one.name, one]));
    const columns = byRelation(await readColumns(session, schema));
    const indexes = byRelation(await readIndexes(session, schema));
    const constraints = byRelation(await readConstraints(session, schema));
    const trigramSchema = await extensionSchema(session, 'pg_trgm');
    const drifts: Drift[] = [];
    const skipped: SkippedCheck[] = [];
    for (const dataset of DATASETS) {
      // A continuous aggregate may stand in for a rollup; it keeps columns and key by itself.
      if (dataset.kind === 'view' || aggregates.has(dataset.name)) continue;
      const relation = relations.get(dataset.name);
      const timeColumn = timeColumns.get(dataset.name);
      const kind = judgeRelation(names, { dataset, layout, relation, timeColumn });
      drifts.push(...kind);
      if (relation === undefined || !'rp'.includes(relation.kind)) continue;
      const views = programmables.viewsOver(dataset.name);
      const live = columns.get(dataset.name) ?? [];
      drifts.push(...judgeColumns(names, dataset, { columns: live, views }));
      const judged = judgeIndexes(
        { ...names, trigramSchema },
        dataset,
        indexes.get(dataset.name) ?? [],
      );
      drifts.push(...judged.drifts);
      skipped.push(...(judged.skipped ?? []));
      drifts.push(
        ...(constraints.get(dataset.name) ?? []).map((one) => extraConstraint(names, one)),
      );
    }
    return { drifts, skipped };
  },
};

function byRelation<T extends { readonly relation: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.relation, [...(groups.get(row.relation) ?? []), row]);
  return groups;
}

interface Case {
  readonly dataset: Dataset;
  readonly layout: Layout;
  readonly relation: LiveRelation | undefined;
  /** Time column of the hypertable that the relation is. */
  readonly timeColumn: string | undefined;
}

/** Compares what a relation is with what it should be. */
export function judgeRelation(names: Names, one: Case): Drift[] {
  const { dataset, relation } = one;
  const expected = expectedKind(one);
  const drift = (rest: Pick<Drift, 'severity' | 'found' | 'mend'>): Drift => ({
    kind: 'relation',
    name: plainName(names.schema, dataset.name),
    expected,
    ...rest,
  });
  if (relation === undefined) {
    const mend = `${scriptFor(names, createStatements(dataset, one.layout))}\n${forgetProgrammables(names)}`;
    return [drift({ severity: 'broken', found: NOTHING, mend })];
  }
  const found = foundKind(one, relation);
  if (found !== expected) {
    return [drift({ severity: 'broken', found, mend: mendKind(names, one, relation) })];
  }
  return judgeStorage(names, relation);
}

function expectedKind({ dataset, layout }: Case): string {
  const time = timeOf(dataset);
  if (time === undefined) return 'an ordinary table';
  return layout === 'hypertables'
    ? `a hypertable by ${time.column}`
    : `a table partitioned by range of ${time.column}`;
}

function foundKind({ timeColumn }: Case, relation: LiveRelation): string {
  if (timeColumn !== undefined) return `a hypertable by ${timeColumn}`;
  if (relation.kind === 'p') {
    const column = /^RANGE \("?([^",()]+)"?\)$/.exec(relation.partition_key ?? '')?.[1];
    return column === undefined
      ? `a table partitioned by ${relation.partition_key}`
      : `a table partitioned by range of ${column}`;
  }
  return OTHER_KINDS[relation.kind];
}

const OTHER_KINDS = {
  r: 'an ordinary table',
  p: 'a partitioned table',
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
} as const;

/** A plain table becomes a hypertable in place; anything else is set aside and made anew. */
function mendKind(names: Names, { dataset, layout }: Case, relation: LiveRelation): string {
  if (relation.kind === 'r' && layout === 'hypertables' && timeOf(dataset) !== undefined) {
    return scriptFor(names, [hypertableStatement(dataset, true)]);
  }
  const aside = `${names.schema.slice(0, 50)}_set_aside`;
  const kind = { r: 'table', p: 'table', v: 'view', m: 'materialized view', f: 'foreign table' };
  return [
    'begin;',
    `create schema if not exists ${quoteIdentifier(aside)};`,
    `alter ${kind[relation.kind]} ${quotedName(names.schema, dataset.name)} set schema ${quoteIdentifier(aside)};`,
    scriptFor(names, createStatements(dataset, layout)),
    forgetProgrammables(names),
    'commit;',
    `-- its rows are in ${plainName(aside, dataset.name)}; insert them once chunks for their time are made`,
  ].join('\n');
}

/** What would lose or hide rows. */
function judgeStorage(
  names: Names,
  { name, persistence, row_security: hidesRows }: LiveRelation,
): Drift[] {
  const alter = `alter table ${quotedName(names.schema, name)}`;
  const drift = (expected: string, found: string, mend: string): Drift => ({
    kind: 'relation',
    name: plainName(names.schema, name),
    severity: 'broken',
    expected,
    found,
    mend,
  });
  return [
    ...(persistence === 'u'
      ? [drift('logged', 'unlogged: a crash empties it', `${alter} set logged;`)]
      : []),
    ...(hidesRows
      ? [drift('every row shown', 'row level security', `${alter} disable row level security;`)]
      : []),
  ];
}

function extraConstraint(names: Names, { relation, name, definition }: LiveConstraint): Drift {
  return {
    kind: 'constraint',
    name: `${plainName(names.schema, relation)}.${name}`,
    severity: 'extra',
    expected: NOTHING,
    found: `${definition}, which may refuse rows`,
    mend: `alter table ${quotedName(names.schema, relation)} drop constraint ${quoteIdentifier(name)};`,
  };
}
