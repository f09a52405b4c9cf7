import {
  type Database,
  type NameOptions,
  type Names,
  namesOf,
  quoteIdentifier,
  quoteLiteral,
} from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { programmableSteps, programmablesOf, recordSql } from '../programmables/index.ts';
import { withNames } from '../sql-text/index.ts';
import { checkApplicable } from './check.ts';
import { type Migration, readMigrations } from './migration.ts';
import { foundationSql } from './record.ts';
import { type SchemaStatus, schemaStatus } from './status.ts';

export interface SchemaStep {
  readonly title: string;
  readonly sql: string;
  readonly transactional: boolean;
}

export interface SchemaPlan {
  readonly status: SchemaStatus;
  /** What `applySchema` would run now, in order; empty when the schema is current. */
  readonly steps: readonly SchemaStep[];
}

/** What `applySchema` would do, without doing it. */
export async function planSchema(
  database: Database,
  options: { readonly programVersion?: string } = {},
): Promise<SchemaPlan> {
  const { programVersion } = options;
  const status = await schemaStatus(database, { programVersion });
  checkApplicable(database, status);
  const { names } = database;
  const open = new Set(
    status.migrations.filter((one) => one.state !== 'applied').map((one) => one.number),
  );
  const migrations = (await readMigrations(status.layout)).filter((one) => open.has(one.number));
  const steps = [
    ...(status.version === 0 ? foundationSteps(names, status.layout) : []),
    ...migrations.flatMap((one) => stepsOf(one, names)),
  ];
  if (steps.length === 0 && ['current', 'newer'].includes(status.programmables.state)) {
    return { status, steps };
  }
  const programmables = await programmableSteps(database, database, {
    layout: status.layout,
    migration: status.latest,
    programVersion: programVersion ?? '',
  });
  return { status, steps: [...steps, ...programmables.map(inTransaction)] };
}

export interface PrintOptions extends NameOptions {
  readonly layout: Layout;
  readonly programVersion: string;
  /** Schema of TimescaleDB's functions; without one, `public`. */
  readonly extensionSchema?: string;
  /** Another folder of migrations than the program's own. */
  readonly folder?: URL;
}

/**
 * The whole schema as SQL for a database administrator: what an empty database needs, with the
 * records of migrations and programmables filled in, so that the program afterwards finds the
 * schema current.
 */
export async function printSchema(options: PrintOptions): Promise<string> {
  const { layout, programVersion } = options;
  const names = namesOf(options, options.extensionSchema ?? 'public');
  const migrations = await readMigrations(layout, options.folder);
  const programmables = await programmablesOf(layout, names);
  const migration = migrations.length;
  const steps = [
    ...foundationSteps(names, layout),
    ...migrations.flatMap((one) => [
      ...stepsOf(one, names),
      recordStep(one, layout, { names, programVersion }),
    ]),
    ...programmables.steps.map(inTransaction),
    inTransaction({
      title: 'programmables: record',
      sql: recordSql(programmables, { names, migration, programVersion }),
    }),
  ];
  const text = steps.map((step) => {
    const statements = `-- ${step.title}\n${step.sql.replace(/;?\s*$/, ';')}\n`;
    return step.transactional ? statements : `commit;\n\n${statements}\nbegin;\n`;
  });
  return `begin;\n\n${text.join('\n')}\ncommit;\n`;
}

const inTransaction = (step: { readonly title: string; readonly sql: string }): SchemaStep => ({
  ...step,
  transactional: true,
});

function foundationSteps({ schema, chunkSchema }: Names, layout: Layout): SchemaStep[] {
  const statements = foundationSql(schema, layout === 'partitions' ? chunkSchema : null);
  return statements.map((sql) => inTransaction({ title: 'foundation', sql }));
}

function stepsOf(migration: Migration, names: Names): SchemaStep[] {
  const title = `migration ${String(migration.number).padStart(4, '0')}_${migration.name}`;
  return migration.steps.map((step) => ({
    title,
    sql: withNames(step, names),
    transactional: migration.transactional,
  }));
}

function recordStep(
  migration: Migration,
  layout: Layout,
  into: { readonly names: Names; readonly programVersion: string },
): SchemaStep {
  const values = [migration.name, layout, migration.checksum, into.programVersion]
    .map(quoteLiteral)
    .join(', ');
  return inTransaction({
    title: `record of migration ${migration.number}`,
    sql: `insert into ${quoteIdentifier(into.names.schema)}.schema_migrations (number, name, layout, checksum, program_version, steps_done, finished_at, duration_ms)\nvalues (${migration.number}, ${values}, ${migration.steps.length}, clock_timestamp(), 0)`,
  });
}
