import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreground, takeSignals } from './parts/foreground.mjs';
import { say } from './parts/say.mjs';
import { root, vitest } from './parts/tools.mjs';

/*
 * `npm run golden`: writes the golden files and the generated reference anew. The tests that compare
 * them do it, so what is written is what they compare; the difference shows in the version control.
 */
const tests = readdirSync(join(root, 'test'), { recursive: true })
  .map((file) => join('test', file))
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => readFileSync(join(root, file), 'utf8').includes('expectGolden('));

takeSignals();
const env = { ...process.env, NODE_ENV: 'test', RADARSTORE_WRITE_GOLDEN: '1' };
process.exitCode = await foreground(vitest(...tests), { cwd: root, env });
if (process.exitCode === 0) say('wrote the golden files; see `git diff` for what changed.');
