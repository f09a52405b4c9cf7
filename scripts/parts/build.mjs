import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { timed } from './say.mjs';
import { readStamp, stampOf } from './stamp.mjs';

const SOURCES = [
  'src',
  'console',
  'tsconfig.base.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
];

/** Whether dist was built from the present sources. */
export function isBuilt(root) {
  return readStamp(stampFile(root)) === stampOf(root, SOURCES);
}

/**
 * Builds program and console into dist, which is deleted first: files of removed modules must not
 * stay. The stamp comes last, so a broken build is built anew.
 */
export async function build(root) {
  const stamp = stampOf(root, SOURCES);
  const tool = (path, ...args) => run(process.execPath, [join(root, path), ...args], { cwd: root });
  await timed('building', 'built', async () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    await tool('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
    const config = join(root, 'console', 'vite.config.ts');
    if (!existsSync(config)) throw new Error(`the console's sources are missing: no ${config}`);
    await tool('node_modules/vite/bin/vite.js', 'build', '--config', config);
  });
  writeFileSync(stampFile(root), stamp);
}

const stampFile = (root) => join(root, 'dist', '.built');
