import { formatInstant } from '../core/index.ts';
import type { SchemaPlan, SchemaStatus } from '../database/index.ts';
import { createLogger } from '../observe/index.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { EXIT } from './exit.ts';
import { table } from './table.ts';

const SETTINGS = ['database.', 'data_dir', 'embedded.', 'log.'];
const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, which is started for the moment and made\nwhere it is missing.';

export const schemaStatusCommand: Command = {
  name: 'schema status',
  summary: 'tell which schema migrations are applied',
  description: `Tells which schema migrations the database has, and whether this program needs more.\nExit code 1 when the schema is not the one that this program needs.\n\n${WHICH_DATABASE}`,
  settings: SETTINGS,
  json: true,
  examples: [{ line: 'radarstore schema status', meaning: 'the embedded database' }],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { schemaStatus } = await import('../database/index.ts');
      const status = await schemaStatus(database);
      call.answer(statusText(status, description), {
        database: description,
        schema: status.schema,
        layout: status.layout,
        state: status.state,
        version: status.version,
        latest: status.latest,
        migrations: status.migrations.map((one) => ({
          number: one.number,
          name: one.name,
          state: one.state,
          applied_at: one.appliedAt === null ? null : formatInstant(one.appliedAt),
          duration_ms: one.durationMs,
        })),
      });
      return status.state === 'current' ? EXIT.done : EXIT.failed;
    }),
};

const STATE_MEANINGS: { readonly [State in SchemaStatus['state']]: string } = {
  empty: 'nothing is applied yet; run `radarstore schema apply`',
  behind: 'migrations are pending; run `radarstore schema apply`',
  current: 'this is what the program needs',
  interrupted: 'a migration was interrupted; run `radarstore schema apply` to resume it',
  newer: 'it was made by a newer radarstore',
  altered: 'the file of an applied migration was changed',
};

function statusText(status: SchemaStatus, description: string): string {
  const rows = status.migrations.map((one) => [
    String(one.number).padStart(4, '0'),
    one.name,
    one.state,
    one.appliedAt === null ? '-' : formatInstant(one.appliedAt),
  ]);
  return `Schema "${status.schema}" in ${description}
Version ${status.version} of ${status.latest} (${status.layout}): ${STATE_MEANINGS[status.state]}.

${table(['NUMBER', 'NAME', 'STATE', 'APPLIED AT'], rows)}`;
}

export const schemaPlan: Command = {
  name: 'schema plan',
  summary: 'show what apply would do, without doing it',
  description: `Shows what \`radarstore schema apply\` would run, without running it.\n\n${WHICH_DATABASE}`,
  settings: SETTINGS,
  options: [{ flags: '--sql', meaning: 'print the statements themselves' }],
  json: true,
  examples: [{ line: 'radarstore schema plan --sql', meaning: 'read the SQL first' }],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { planSchema } = await import('../database/index.ts');
      const plan = await planSchema(database);
      const text = call.options.sql === true ? planSql(plan) : planText(plan, description);
      call.answer(text, {
        database: description,
        schema: plan.status.schema,
        version: plan.status.version,
        latest: plan.status.latest,
        steps: plan.steps,
      });
      return EXIT.done;
    }),
};

function planText(plan: SchemaPlan, description: string): string {
  const head = `Schema "${plan.status.schema}" in ${description}\n`;
  if (plan.steps.length === 0) {
    return `${head}Nothing to do: version ${plan.status.version} is the newest.\n`;
  }
  const titles = [...new Set(plan.steps.map((step) => step.title))];
  const lines = titles.map((title) => {
    const steps = plan.steps.filter((step) => step.title === title);
    const how = steps.every((step) => step.transactional)
      ? 'in one transaction'
      : `${steps.length} steps outside a transaction, resumable`;
    return `  ${title} (${how})\n`;
  });
  return `${head}To apply, version ${plan.status.version} to ${plan.status.latest}:\n${lines.join('')}`;
}

function planSql(plan: SchemaPlan): string {
  if (plan.steps.length === 0) return '-- nothing to do\n';
  return plan.steps
    .map((step) => `-- ${step.title}\n${step.sql.replace(/;?\s*$/, ';')}\n`)
    .join('\n');
}

export const schemaApply: Command = {
  name: 'schema apply',
  summary: 'bring the schema up to date',
  description: `Applies the schema migrations that are missing. Asks nothing: migrations only add. Any number of\nprocesses may do this at once; one works, the others wait. \`radarstore serve\` does the same at start.\n\n${WHICH_DATABASE}`,
  settings: SETTINGS,
  json: true,
  examples: [
    {
      line: 'DATABASE_URL=postgres://owner@db/radar radarstore schema apply',
      meaning: 'before a roll-out',
    },
  ],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { applySchema } = await import('../database/index.ts');
      const { PROGRAM_VERSION } = await call.io.loadApp();
      // Progress is the point of this command, whatever level the rest of the log has.
      const log = createLogger({
        level: 'info',
        format: call.settings().log.format,
        write: (line) => call.io.stderr.write(line),
      });
      const result = await applySchema(database, { log, programVersion: PROGRAM_VERSION });
      const { schema } = database.options;
      const done =
        result.applied.length === 0
          ? 'nothing to do'
          : `applied ${result.applied.map((number) => String(number).padStart(4, '0')).join(', ')}`;
      call.answer(
        `Schema "${schema}" in ${description} is at version ${result.version}: ${done}.\n`,
        {
          database: description,
          schema,
          version: result.version,
          applied: result.applied,
        },
      );
      return EXIT.done;
    }),
};

export const schemaPrint: Command = {
  name: 'schema print',
  summary: 'print the whole schema as SQL, without a connection',
  description:
    'Prints the SQL that makes the whole schema in an empty database, its record of migrations among it,\nso that a database administrator can run it with psql. Needs no connection.',
  settings: ['database.schema'],
  options: [
    {
      flags: '--engine <name>',
      meaning: 'plain PostgreSQL, or TimescaleDB of either licence',
      choices: ['postgres', 'timescale'],
      required: true,
    },
  ],
  json: true,
  examples: [
    {
      line: 'radarstore schema print --engine timescale | psql "$DATABASE_URL"',
      meaning: 'as the owner',
    },
  ],
  async run(call) {
    const { printSchema } = await import('../database/index.ts');
    const { PROGRAM_VERSION } = await call.io.loadApp();
    const { schema } = call.settings().database;
    const engine = call.options.engine === 'postgres' ? 'postgres' : 'timescale';
    const sql = await printSchema({
      layout: engine === 'postgres' ? 'partitions' : 'hypertables',
      schema,
      programVersion: PROGRAM_VERSION,
    });
    call.answer(sql, { schema, engine, sql });
    return EXIT.done;
  },
};
