import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { foreground, interruption, takeSignals } from './parts/foreground.mjs';
import { say, seconds } from './parts/say.mjs';
import { root, vitest } from './parts/tools.mjs';

/*
 * `npm run prove:fuzz [-- --records 10000000 --receiver otlp --receiver nats]`: made-up records, good
 * and broken, through each receiver. All of them go through everything but the database, and one in a
 * hundred is stored in one, whose tables are then counted. Receivers run side by side, each in a process
 * of its own. RADARSTORE_TEST_SEED repeats a run, and RADARSTORE_FUZZ_FIRST begins it at the input that
 * failed; `npm test` runs a slice of the same.
 */
const RECEIVERS = [
  'records',
  'events',
  'payloads',
  'remote-write',
  'otlp',
  'otlp-grpc',
  'nats',
  'sockets',
];
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000000' },
    receiver: { type: 'string', multiple: true, default: RECEIVERS },
  },
});
const unknown = values.receiver.filter((name) => !RECEIVERS.includes(name));
if (unknown.length > 0 || !(Number(values.records) > 0)) {
  say(
    `there is no receiver ${unknown.join(', ')} or no records; receivers: ${RECEIVERS.join(', ')}.`,
  );
  process.exit(2);
}

takeSignals();
const env = { ...process.env, NODE_ENV: 'test', RADARSTORE_PROVE_FUZZ: values.records };
const waiting = [...values.receiver];
const failed = [];
const began = performance.now();

async function proveNext() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const command = vitest('test/fuzz/fuzz.test.ts', '-t', `receiver of ${name}$`);
    const code = await foreground(command, { cwd: root, env });
    if (code !== 0) failed.push(name);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, proveNext));
const took = seconds(performance.now() - began);
say(
  failed.length === 0
    ? `prove:fuzz passed after ${took}.`
    : `prove:fuzz FAILED after ${took}: ${failed.join(', ')}.`,
);
process.exitCode = interruption() ?? (failed.length > 0 ? 1 : 0);
