import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';

export const schemaPrint: Command = {
  name: 'schema print',
  summary: 'print the whole schema as SQL, without a connection',
  description:
    'Prints the SQL that makes the whole schema in an empty database, its record of migrations among it,\nso that a database administrator can run it with psql. Needs no connection.\n\nWith --bootstrap it prints what a superuser does before that, once: roles, database, extensions.',
  settings: ['database.schema'],
  options: [
    {
      flags: '--engine <name>',
      meaning: 'plain PostgreSQL, or TimescaleDB of either licence',
      choices: ['postgres', 'timescale'],
      required: true,
    },
    { flags: '--bootstrap', meaning: 'print what a superuser prepares first, for psql' },
  ],
  json: true,
  examples: [
    {
      line: 'radarstore schema print --engine timescale --bootstrap | psql',
      meaning: 'as a superuser',
    },
    {
      line: 'radarstore schema print --engine timescale | psql "$DATABASE_URL"',
      meaning: 'as the owner',
    },
  ],
  async run(call) {
    const { printBootstrap, printSchema } = await import('../../database/index.ts');
    const { PROGRAM_VERSION } = await call.io.loadApp();
    const { schema } = call.settings().database;
    const engine = call.options.engine === 'postgres' ? 'postgres' : 'timescale';
    const layout = engine === 'postgres' ? 'partitions' : 'hypertables';
    if (call.options.bootstrap === true) {
      const { psql, roles, database } = await printBootstrap({ layout, schema });
      call.answer(psql, { schema, engine, sql: psql, roles, database });
      return EXIT.done;
    }
    const sql = await printSchema({ layout, schema, programVersion: PROGRAM_VERSION });
    call.answer(sql, { schema, engine, sql });
    return EXIT.done;
  },
};
