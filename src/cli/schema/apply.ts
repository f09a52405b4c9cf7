import type { ApplyResult, Database, ReconcileResult } from '../../database/index.ts';
import { createLogger, type Logger } from '../../observe/index.ts';
import { actorOf } from '../actor.ts';
import type { Call, Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { differenceJson, differencesText } from './difference.ts';
import { SCHEMA_SETTINGS, WHICH_DATABASE } from './settings.ts';

export const schemaApply: Command = {
  name: 'schema apply',
  summary: 'bring the schema up to date and in line with what is declared',
  description: `Applies the schema migrations that are missing, then makes the server do what is declared:
retention, chunk width, policies, columnstore, indexes. What was done is read back. Any number of
processes may do this at once; one works, the others wait. \`radarstore serve\` does the same,
except for this:

A retention that becomes shorter loses rows. It is taken over only after a yes to a question, or
with --confirm-shorter; otherwise it stays, and the exit code is 1.\n\n${WHICH_DATABASE}`,
  settings: SCHEMA_SETTINGS,
  options: [{ flags: '--confirm-shorter', meaning: 'take over shorter retentions; rows are lost' }],
  json: true,
  examples: [
    {
      line: 'DATABASE_URL=postgres://owner@db/radar radarstore schema apply',
      meaning: 'before a roll-out',
    },
    { line: 'radarstore schema apply --retention cpu_metrics=7d', meaning: 'keep one longer' },
  ],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { applySchema, checkLoaded } = await import('../../database/index.ts');
      checkLoaded(database);
      const { PROGRAM_VERSION } = await call.io.loadApp();
      // Progress is the point of this command, whatever level the rest of the log has.
      const log = createLogger({
        level: 'info',
        format: call.settings().log.format,
        write: (line) => call.io.stderr.write(line),
      });
      const applied = await applySchema(database, { log, programVersion: PROGRAM_VERSION });
      const result = await bringInLine(call, database, log);
      call.answer(resultText(database, { description, applied, result }), {
        database: description,
        schema: database.options.schema,
        version: applied.version,
        applied: applied.applied,
        brought_in_line: result.applied.map(differenceJson),
        held: result.held.map(differenceJson),
        failed: result.failed.map(({ difference, message }) => ({
          ...differenceJson(difference),
          message,
        })),
        remaining: result.remaining.map(differenceJson),
      });
      return result.remaining.length === 0 && !result.busy ? EXIT.done : EXIT.failed;
    }),
};

const NOTHING: ReconcileResult = {
  applied: [],
  held: [],
  failed: [],
  remaining: [],
  busy: false,
};

async function bringInLine(call: Call, database: Database, log: Logger): Promise<ReconcileResult> {
  const { applyReconcile, planReconcile } = await import('../../database/index.ts');
  const { desiredOf, PROGRAM_VERSION } = await call.io.loadApp();
  const desired = desiredOf(call.settings());
  const { differences } = await planReconcile(database, desired);
  if (differences.length === 0) return NOTHING;
  const shorter = differences.filter((one) => one.needsConfirmation);
  let mayShorten = call.options.confirmShorter === true;
  if (shorter.length > 0 && !mayShorten && call.io.confirm !== null && !call.json) {
    call.io.stderr.write(differencesText('These retentions become shorter:', shorter));
    mayShorten = await call.io.confirm('Take them over, and lose the rows that are older?');
  }
  return applyReconcile(database, {
    desired,
    actor: actorOf(call.io),
    mayShorten,
    programVersion: PROGRAM_VERSION,
    log,
  });
}

interface Applied {
  readonly description: string;
  readonly applied: ApplyResult;
  readonly result: ReconcileResult;
}

function resultText(database: Database, { description, applied, result }: Applied): string {
  const { schema } = database.options;
  const did =
    applied.applied.length === 0
      ? ''
      : `applied ${applied.applied.map((number) => String(number).padStart(4, '0')).join(', ')}`;
  const nothing = did === '' && result.applied.length === 0 ? 'nothing to do' : 'up to date';
  const failed = result.failed.map(
    ({ difference, message }) => `  ${difference.fact} of ${difference.object}: ${message}\n`,
  );
  return [
    `Schema "${schema}" in ${description} is at version ${applied.version}: ${did === '' ? nothing : did}.\n`,
    differencesText('Brought in line:', result.applied),
    differencesText('Left as it is; --confirm-shorter takes it over:', result.held),
    failed.length === 0 ? '' : `Failed:\n${failed.join('')}`,
    differencesText(
      'Still different:',
      result.remaining.filter((one) => !one.needsConfirmation),
    ),
    result.busy ? 'Another process is bringing the database in line; try again in a moment.\n' : '',
  ].join('');
}
