import { join } from 'node:path';
import { foreground, takeSignals } from './parts/foreground.mjs';
import { root } from './parts/tools.mjs';

/*
 * `npm run prove:crash`: kills the database and the program ten times each while the host is
 * measured, and looks for every committed sample after each restart. `npm test` does the same with
 * fewer rounds.
 */
takeSignals();
const command = [process.execPath, [join(root, 'scripts/test.mjs'), 'test/e2e/crash.test.ts']];
const env = { ...process.env, RADARSTORE_PROVE: '1' };
process.exitCode = await foreground(command, { cwd: root, env });
