import { parseArgs } from 'node:util';
import { foreground, interruption, takeSignals } from './parts/foreground.mjs';
import { say, seconds } from './parts/say.mjs';
import { root, vitest } from './parts/tools.mjs';

/*
 * `npm run prove:storage [-- --days 30 --steps-per-day 24 --rows-per-step 40]`: a month of synthetic
 * rows on every engine of this machine, with refreshes and drops as maintenance does them. At the end
 * the rows that are kept, their age and every value of every rollup are compared with an independent
 * computation. `npm test` runs a slice of the same.
 */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    'steps-per-day': { type: 'string', default: '24' },
    'rows-per-step': { type: 'string', default: '40' },
  },
});

takeSignals();
const env = {
  ...process.env,
  NODE_ENV: 'test',
  RADARSTORE_PROVE_DAYS: values.days,
  RADARSTORE_PROVE_STEPS_PER_DAY: values['steps-per-day'],
  RADARSTORE_PROVE_ROWS_PER_STEP: values['rows-per-step'],
};
const began = performance.now();
const code = await foreground(vitest('test/conformance/rollups.test.ts'), { cwd: root, env });
say(
  `prove:storage ${code === 0 ? 'passed' : 'FAILED'} after ${seconds(performance.now() - began)}.`,
);
process.exitCode = interruption() ?? code;
