import { DATASETS, type Dataset } from '../../catalogue/index.ts';
import { sha256Hex } from '../../core/index.ts';
import type { Names } from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import {
  grantStatement,
  grantsFor,
  INTERNAL_RIGHTS,
  type RelationRights,
  rightsOf,
} from '../roles/index.ts';
import { createSchemaSql, withNames } from '../sql-text/index.ts';
import { commentStatements } from './comments.ts';
import { type ProgrammableText, readFiles } from './file.ts';
import { grafanaColumns, grafanaViews } from './grafana.ts';
import {
  type DeclaredView,
  declaredFunctions,
  declaredViews,
  replaceableViews,
  viewsOver,
} from './views.ts';

/** A view by its schema and name, as the database has them. */
export interface ViewName {
  readonly schema: string;
  readonly name: string;
}

/** All programmables of one database: SQL that runs in this order, in one transaction. */
export interface Programmables {
  readonly steps: readonly { readonly title: string; readonly sql: string }[];
  /** SHA-256 of the statements. */
  readonly checksum: string;
  readonly views: readonly ViewName[];
  /** Views that read from a relation of our schema, in an order in which they can be dropped. */
  viewsOver(relation: string): readonly ViewName[];
  /** Names of functions in our schema. */
  readonly functions: readonly string[];
  /** Rights of the two roles on the relations of each schema. */
  readonly rights: readonly SchemaRights[];
}

export interface SchemaRights {
  readonly schema: string;
  readonly relations: readonly RelationRights[];
  readonly functions: readonly string[];
}

const known = new Map<string, Promise<Programmables>>();

/** The programmables of a database with these names. */
export function programmablesOf(layout: Layout, names: Names): Promise<Programmables> {
  const key = JSON.stringify([layout, names]);
  const assembled = known.get(key) ?? assemble(layout, names);
  known.set(key, assembled);
  return assembled;
}

async function assemble(layout: Layout, names: Names): Promise<Programmables> {
  const files = await readFiles(layout);
  const inFiles = declaredViews(files).map((view) => view.name);
  const datasets = DATASETS.filter(
    (dataset) => dataset.kind !== 'view' || inFiles.includes(dataset.name),
  );
  const shown = names.grafanaSchema === null ? [] : [grafanaViews(datasets)];
  const texts = [...files, ...shown];
  const rights = rightsIn(names, { datasets, views: inFiles, functions: declaredFunctions(files) });
  const foundation = names.grafanaSchema === null ? [] : [schemaText(names.grafanaSchema)];
  const steps = [
    EMPTY_PATH,
    ...foundation,
    ...replaceableViews(texts),
    commentStatements(names, datasets),
    { name: 'grants', text: grantsText(names, rights) },
  ].map(({ name, text }) => ({ title: `programmables: ${name}`, sql: withNames(text, names) }));
  return {
    steps,
    checksum: sha256Hex(steps.map((step) => step.sql).join('\n')),
    views: declaredViews(texts).map((view) => locate(view, names)),
    viewsOver: (relation) => viewsOver(texts, relation).map((view) => locate(view, names)),
    functions: declaredFunctions(files),
    rights,
  };
}

function locate({ place, name }: DeclaredView, names: Names): ViewName {
  return { schema: place === 'grafana' ? (names.grafanaSchema ?? '') : names.schema, name };
}

/**
 * Every name in a programmable is qualified. With an empty path a forgotten one fails at once,
 * whoever runs it, and definitions and messages are printed in full.
 */
const EMPTY_PATH: ProgrammableText = {
  name: 'no search path',
  text: "set local search_path = '';\n",
};

function schemaText(schema: string): ProgrammableText {
  return { name: 'schema of the views for Grafana', text: `${createSchemaSql(schema)};\n` };
}

function rightsIn(
  names: Names,
  declared: {
    readonly datasets: readonly Dataset[];
    readonly views: readonly string[];
    readonly functions: readonly string[];
  },
): SchemaRights[] {
  const { datasets, views, functions } = declared;
  const isDataset = new Set(datasets.map((dataset) => dataset.name));
  const relations = [
    ...datasets.map(rightsOf),
    ...views.filter((name) => !isDataset.has(name)).map(readOnly),
    ...INTERNAL_RIGHTS,
  ];
  const own = { schema: names.schema, relations, functions };
  if (names.grafanaSchema === null) return [own];
  const shown = datasets.filter((dataset) => grafanaColumns(dataset) !== undefined);
  return [
    own,
    {
      schema: names.grafanaSchema,
      relations: shown.map(({ name }) => ({ ...readOnly(name), writer: [] })),
      functions: [],
    },
  ];
}

const readOnly = (name: string): RelationRights => ({
  name,
  writer: ['select'],
  reader: ['select'],
});

function grantsText({ roles }: Names, rights: readonly SchemaRights[]): string {
  const statements = (['writer', 'reader'] as const).flatMap((kind) => {
    const role = roles[kind];
    if (role === null) return [];
    return rights
      .filter(({ relations }) => relations.some((one) => one[kind].length > 0))
      .map((one) => `${grantStatement(grantsFor(kind, { role, ...one }))};\n`);
  });
  return statements.join('\n');
}
