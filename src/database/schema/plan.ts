import type { Database } from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { checkApplicable } from './check.ts';
import { type Migration, readMigrations, withNames } from './migration.ts';
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
export async function planSchema(database: Database): Promise<SchemaPlan> {
  const status = await schemaStatus(database);
  checkApplicable(database, status);
  const names = {
    schema: database.options.schema,
    chunkSchema: database.chunkSchema,
    extensionSchema: database.engine.extensionSchema,
  };
  const open = new Set(
    status.migrations.filter((one) => one.state !== 'applied').map((one) => one.number),
  );
  const migrations = (await readMigrations(status.layout)).filter((one) => open.has(one.number));
  const foundation =
    status.version === 0 ? foundationSteps(names.schema, status.layout, names.chunkSchema) : [];
  return { status, steps: [...foundation, ...migrations.flatMap((one) => stepsOf(one, names))] };
}

/**
 * The whole schema as SQL for a database administrator: what an empty database needs, with the
 * record of migrations filled in, so that the program afterwards finds the schema current.
 */
export async function printSchema(options: {
  readonly layout: Layout;
  readonly schema: string;
  readonly programVersion: string;
  /** Schema of TimescaleDB's functions; without one, `public`. */
  readonly extensionSchema?: string;
  /** Another folder of migrations than the program's own. */
  readonly folder?: URL;
}): Promise<string> {
  const names = {
    schema: options.schema,
    chunkSchema: `${options.schema}_chunks`,
    extensionSchema: options.extensionSchema ?? 'public',
  };
  const migrations = await readMigrations(options.layout, options.folder);
  const steps = [
    ...foundationSteps(names.schema, options.layout, names.chunkSchema),
    ...migrations.flatMap((one) => [
      ...stepsOf(one, names),
      recordStep(one, options.layout, { schema: names.schema, version: options.programVersion }),
    ]),
  ];
  const text = steps.map((step) => {
    const statements = `-- ${step.title}\n${step.sql.replace(/;?\s*$/, ';')}\n`;
    return step.transactional ? statements : `commit;\n\n${statements}\nbegin;\n`;
  });
  return `begin;\n\n${text.join('\n')}\ncommit;\n`;
}

function foundationSteps(schema: string, layout: Layout, chunkSchema: string): SchemaStep[] {
  const statements = foundationSql(schema, layout === 'partitions' ? chunkSchema : null);
  return statements.map((sql) => ({ title: 'foundation', sql, transactional: true }));
}

function stepsOf(migration: Migration, names: Parameters<typeof withNames>[1]): SchemaStep[] {
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
  into: { readonly schema: string; readonly version: string },
): SchemaStep {
  const values = [migration.name, layout, migration.checksum, into.version]
    .map((value) => `'${value}'`)
    .join(', ');
  return {
    title: `record of migration ${migration.number}`,
    sql: withNames(
      `insert into :schema.schema_migrations (number, name, layout, checksum, program_version, steps_done, finished_at, duration_ms)\nvalues (${migration.number}, ${values}, ${migration.steps.length}, clock_timestamp(), 0)`,
      { schema: into.schema, chunkSchema: '', extensionSchema: null },
    ),
    transactional: true,
  };
}
