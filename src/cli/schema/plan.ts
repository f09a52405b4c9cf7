import type { ReconcilePlan, SchemaPlan } from '../../database/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { differenceJson, differencesText, unavailableText } from './difference.ts';
import { SCHEMA_SETTINGS, WHICH_DATABASE } from './settings.ts';

export const schemaPlan: Command = {
  name: 'schema plan',
  summary: 'show what apply would do, without doing it',
  description: `Shows what \`radarstore schema apply\` would do, without doing it: schema migrations that are
missing, then each fact that is not as declared: retention, chunk width, policies, columnstore,
indexes.\n\n${WHICH_DATABASE}`,
  settings: SCHEMA_SETTINGS,
  options: [{ flags: '--sql', meaning: 'print the statements themselves' }],
  json: true,
  examples: [{ line: 'radarstore schema plan --sql', meaning: 'read the SQL first' }],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { planReconcile, planSchema } = await import('../../database/index.ts');
      const { desiredOf } = await call.io.loadApp();
      const plan = await planSchema(database);
      // Facts can be compared only once every table is there.
      const facts =
        plan.status.version === plan.status.latest
          ? await planReconcile(database, desiredOf(call.settings()))
          : null;
      const text =
        call.options.sql === true ? planSql(plan, facts) : planText(plan, facts, description);
      call.answer(text, {
        database: description,
        schema: plan.status.schema,
        version: plan.status.version,
        latest: plan.status.latest,
        steps: plan.steps,
        differences: facts?.differences.map(differenceJson) ?? null,
        unavailable: facts?.unavailable ?? null,
      });
      return EXIT.done;
    }),
};

function planText(plan: SchemaPlan, facts: ReconcilePlan | null, description: string): string {
  const head = `Schema "${plan.status.schema}" in ${description}\n`;
  const notes = unavailableText(facts?.unavailable ?? []);
  if (plan.steps.length === 0 && facts?.differences.length === 0) {
    return `${head}Nothing to do: version ${plan.status.version} is the newest, and everything is as declared.\n${notes}`;
  }
  const later =
    facts === null
      ? 'Then retention, chunk widths, policies and indexes; plan again to see them.\n'
      : '';
  const differing = differencesText('To bring in line:', facts?.differences ?? []);
  return `${head}${stepsText(plan)}${later}${differing}${notes}`;
}

function stepsText(plan: SchemaPlan): string {
  if (plan.steps.length === 0) return '';
  const titles = [...new Set(plan.steps.map((step) => step.title))];
  const lines = titles.map((title) => {
    const steps = plan.steps.filter((step) => step.title === title);
    const how = steps.every((step) => step.transactional)
      ? 'in one transaction'
      : `${steps.length} steps outside a transaction, resumable`;
    return `  ${title} (${how})\n`;
  });
  return `To apply, version ${plan.status.version} to ${plan.status.latest}:\n${lines.join('')}`;
}

function planSql(plan: SchemaPlan, facts: ReconcilePlan | null): string {
  const steps = [
    ...plan.steps,
    ...(facts?.differences ?? []).map((one) => ({
      title: `${one.fact} of ${one.object}: ${one.action}`,
      sql: one.sql.map((statement) => statement.replace(/;?\s*$/, ';')).join('\n'),
    })),
  ];
  if (steps.length === 0) return '-- nothing to do\n';
  return steps
    .map(({ title, sql }) => `-- ${title}\n${sql === '' ? '' : sql.replace(/;?\s*$/, ';\n')}`)
    .join('\n');
}
