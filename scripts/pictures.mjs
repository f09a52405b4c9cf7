import { foreground, interruption, takeSignals } from './parts/foreground.mjs';
import { root, vitest } from './parts/tools.mjs';

/*
 * `npm run pictures`: takes every picture of README and guide anew, in a real browser before a store that is
 * filled for it, into `docs/images`. What they show stands in `test/support/pictures.ts`.
 */
takeSignals();
const env = { ...process.env, NODE_ENV: 'test', RADARSTORE_IMAGES: '1' };
const code = await foreground(vitest('test/e2e/showcase/pictures.test.ts'), { cwd: root, env });
process.exitCode = interruption() ?? code;
