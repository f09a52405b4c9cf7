import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { planSchema, readMigrations, sql } from '../../src/database/index.ts';
import type { TestDatabase } from './database.ts';
import { noteOpened } from './left-open.ts';

const OWN = fileURLToPath(new URL('../../sql/migrations/', import.meta.url));

/** A folder of migrations: those of the program, and more after them. */
export interface MigrationsFolder {
  readonly url: URL;
  /** Numbers of the added migrations. */
  readonly added: readonly number[];
  remove(): Promise<void>;
}

/**
 * Leaves an empty database as a program did that knew no later migration than this one: foundation,
 * migrations and their records, and the functions with which rollups are refreshed.
 */
export async function applyAsBefore(db: TestDatabase, newest: number): Promise<void> {
  const { database } = db;
  const { steps } = await planSchema(database);
  const numberOf = (title: string) => Number(/^migration (\d{4})_/.exec(title)?.[1] ?? newest + 1);
  const known = steps.filter(
    ({ title }) =>
      title === 'foundation' || numberOf(title) <= newest || /histogram|rollup_group/.test(title),
  );
  for (const step of known) await database.script('test.old', step.sql);
  const { layout } = database.engine;
  for (const { number, name, checksum, steps } of await readMigrations(layout)) {
    if (number > newest) break;
    await database.execute(
      'test.old',
      sql`insert into radar.schema_migrations
                 (number, name, layout, checksum, program_version, steps_done, finished_at, duration_ms)
          values (${number}, ${name}, ${layout}, ${checksum}, '0.1.0', ${steps.length}, now(), 1)`,
    );
  }
}

/** Makes a copy of the program's migrations with more after them, given by name and text. */
export async function migrationsWith(more: {
  readonly [name: string]: string;
}): Promise<MigrationsFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-migrations-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const noteClosed = noteOpened('a folder of migrations', remove);
  await cp(OWN, folder, { recursive: true });
  const own = (await readdir(OWN)).filter((file) => file.endsWith('.sql')).length;
  const added: number[] = [];
  for (const [name, text] of Object.entries(more)) {
    const number = own + 1 + added.length;
    await writeFile(join(folder, `${String(number).padStart(4, '0')}_${name}.sql`), text);
    added.push(number);
  }
  return {
    url: pathToFileURL(`${folder}/`),
    added,
    remove: async () => {
      noteClosed();
      await remove();
    },
  };
}
