import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const tool = (path, ...args) => [process.execPath, [join(root, 'node_modules', path), ...args]];

/** The commands of the checks, run without `npx`, which is slower and may ask questions. */
export const style = tool('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.');
export const types = tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json');
export const vitest = (...args) => tool('vitest/vitest.mjs', 'run', ...args);
