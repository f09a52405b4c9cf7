import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { noteOpened } from './left-open.ts';

const OWN = fileURLToPath(new URL('../../sql/migrations/', import.meta.url));

/** A folder of migrations: those of the program, and more after them. */
export interface MigrationsFolder {
  readonly url: URL;
  /** Numbers of the added migrations. */
  readonly added: readonly number[];
  remove(): Promise<void>;
}

/** Makes a copy of the program's migrations up to a number: those of an older program. */
export async function migrationsUpTo(newest: number): Promise<MigrationsFolder> {
  const made = await migrationsWith({});
  const folder = fileURLToPath(made.url);
  for (const file of await readdir(folder)) {
    if (Number(file.slice(0, 4)) > newest) await rm(join(folder, file));
  }
  return made;
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
