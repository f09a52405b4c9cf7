import { formatInstant } from '../../core/index.ts';
import type { SchemaStatus } from '../../database/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import { SCHEMA_SETTINGS, WHICH_DATABASE } from './settings.ts';

export const schemaStatusCommand: Command = {
  name: 'schema status',
  summary: 'tell which schema migrations are applied',
  description: `Tells which schema migrations the database has, and whether this program needs more.\nExit code 1 when the schema is not the one that this program needs.\n\n${WHICH_DATABASE}`,
  settings: SCHEMA_SETTINGS,
  json: true,
  examples: [{ line: 'radarstore schema status', meaning: 'the embedded database' }],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { schemaStatus } = await import('../../database/index.ts');
      const status = await schemaStatus(database);
      call.answer(statusText(status, description), {
        database: description,
        schema: status.schema,
        layout: status.layout,
        state: status.state,
        version: status.version,
        latest: status.latest,
        programmables: status.programmables.state,
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
  behind: 'something is pending; run `radarstore schema apply`',
  current: 'this is what the program needs',
  interrupted: 'a migration was interrupted; run `radarstore schema apply` to resume it',
  newer: 'it was made by a newer radarstore',
  altered: 'the file of an applied migration was changed',
};

const PROGRAMMABLES_MEANINGS: {
  readonly [State in SchemaStatus['programmables']['state']]: string;
} = {
  current: 'those of this program',
  missing: 'not made yet; run `radarstore schema apply`',
  outdated: 'those of another program; run `radarstore schema apply`',
  'roles-changed': 'current, but roles came or went; run `radarstore schema apply`',
  newer: 'those of a newer program',
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
Views, functions, comments and grants: ${PROGRAMMABLES_MEANINGS[status.programmables.state]}.

${table(['NUMBER', 'NAME', 'STATE', 'APPLIED AT'], rows)}`;
}
