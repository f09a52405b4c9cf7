import { parseArgs } from 'node:util';
import { foreground, interruption, takeSignals } from './parts/foreground.mjs';
import { absentVariables, provideTimescale } from './parts/provide.mjs';
import { say, seconds } from './parts/say.mjs';
import { root, vitest } from './parts/tools.mjs';

/*
 * `npm run prove:inventory [-- --histories 10000]`: so many made-up histories of observations of each
 * property, in memory and stored on each engine, in every order, batching and repetition and written at
 * once; and 50,000 devices whose addresses are dealt anew in each of 20 rounds. TimescaleDB is fetched
 * as by `npm test`. RADARSTORE_TEST_SEED repeats a run; `npm test` runs a slice of the same.
 */
const { values } = parseArgs({ options: { histories: { type: 'string', default: '10000' } } });
if (!(Number(values.histories) > 0)) {
  say('--histories is the number of histories of each property, such as 10000.');
  process.exit(2);
}

takeSignals();
const absent = await provideTimescale({ fetches: true });
for (const [engine, reason] of Object.entries(absent)) {
  if (reason !== undefined) say(`prove:inventory: without ${engine}: ${reason}`);
}
const env = {
  ...process.env,
  NODE_ENV: 'test',
  RADARSTORE_PROVE_INVENTORY: values.histories,
  ...absentVariables(absent),
};
const began = performance.now();
const failed = [];
for (const file of [
  'identity/model',
  'devices/stored-model',
  'devices/reshuffled',
  'fold/proton-view',
]) {
  say(`prove:inventory: ${file}`);
  const code = await foreground(vitest(`test/inventory/${file}.test.ts`), { cwd: root, env });
  if (code !== 0) failed.push(file);
  if (interruption() !== undefined) break;
}
const took = seconds(performance.now() - began);
say(
  failed.length === 0
    ? `prove:inventory passed after ${took}.`
    : `prove:inventory FAILED after ${took}: ${failed.join(', ')}.`,
);
process.exitCode = interruption() ?? (failed.length > 0 ? 1 : 0);
