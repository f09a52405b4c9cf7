import { join } from 'node:path';
import { foreground, takeSignals } from './parts/foreground.mjs';
import { root } from './parts/tools.mjs';

/*
 * `npm run prove:writes`: producers write over HTTP and through the broker while the program, the
 * database and the broker are killed at 100 random moments, and the program at each of its failpoints;
 * then every acknowledged row is looked for in the tables. `npm test` does the same with fewer rounds.
 */
takeSignals();
const tests = ['test/e2e/writes.test.ts', 'test/e2e/writes-by-broker.test.ts'];
const command = [process.execPath, [join(root, 'scripts/test.mjs'), ...tests]];
const env = { ...process.env, RADARSTORE_PROVE: '1' };
process.exitCode = await foreground(command, { cwd: root, env });
