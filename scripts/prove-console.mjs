import { foreground, interruption, takeSignals } from './parts/foreground.mjs';
import { say, seconds } from './parts/say.mjs';
import { root, vitest } from './parts/tools.mjs';

/*
 * `npm run prove:console`: a store with 100,000 devices, 22,200 services and 12,000 capabilities, whose
 * lists a real browser scrolls from end to end by wheel, keys and scrollbar. Every row must be there once,
 * in its place, and few others may exist; how smoothly it went is printed. `npm test` runs a slice.
 */
takeSignals();
const env = { ...process.env, NODE_ENV: 'test', RADARSTORE_PROVE_CONSOLE: '1' };
const began = performance.now();
const code = await foreground(vitest('test/e2e/long-lists'), { cwd: root, env });
say(
  `prove:console ${code === 0 ? 'passed' : 'FAILED'} after ${seconds(performance.now() - began)}.`,
);
process.exitCode = interruption() ?? code;
