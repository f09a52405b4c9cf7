import type { Verification } from '../../database/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { SCHEMA_SETTINGS, WHICH_DATABASE } from './settings.ts';

export const schemaVerify: Command = {
  name: 'schema verify',
  summary: 'compare the live database with the catalogue',
  description: `Compares what the database really has with what this program declares: relations, columns, types,
keys, indexes, views, functions, owners and grants. Names every drift, with the SQL that mends it.
Changes nothing. Exit code 1 when there is a drift.\n\n${WHICH_DATABASE}`,
  settings: SCHEMA_SETTINGS,
  json: true,
  examples: [
    {
      line: 'DATABASE_URL=postgres://owner@db/radar radarstore schema verify',
      meaning: 'after somebody altered tables by hand',
    },
  ],
  run: (call) =>
    withDatabase(call, async ({ database, description }) => {
      const { verifySchema } = await import('../../database/index.ts');
      const found = await verifySchema(database);
      call.answer(verificationText(found, description), { database: description, ...found });
      return found.clean ? EXIT.done : EXIT.failed;
    }),
};

function verificationText(found: Verification, description: string): string {
  const head = `Schema "${found.schema}" in ${description}\n`;
  const drifts = found.drifts.map(
    ({ severity, kind, name, expected, found: live, mend }) =>
      `\n${severity.toUpperCase().padEnd(7)} ${kind} ${name}\n  expected  ${expected}\n  found     ${live}\n${mendText(mend)}`,
  );
  const skipped = found.skipped.map(({ check, reason }) => `\nSKIPPED ${check}: ${reason}\n`);
  const verdict = found.clean
    ? `As declared: ${found.answered.length} checks found no drift.\n`
    : `${found.drifts.length} drifts:\n`;
  return head + verdict + drifts.join('') + skipped.join('');
}

function mendText(mend: string | null): string {
  if (mend === null) return '';
  return `  mend      ${mend.split('\n').join('\n            ')}\n`;
}
