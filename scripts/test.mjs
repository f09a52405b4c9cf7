import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumHindrance, findChromium, findShell, installShell } from './parts/chromium.mjs';
import { foreground, interruption, takeSignals, waitForProcessesIn } from './parts/foreground.mjs';
import { lane, lanesOfTests, requireLanes, summary } from './parts/lanes.mjs';
import { roomInMemory } from './parts/memory.mjs';
import { findAllNats, makeNats, natsHindrance } from './parts/nats.mjs';
import { findPrometheus, makePrometheus, prometheusHindrance } from './parts/prometheus.mjs';
import { absentVariables, provide, provideTimescale } from './parts/provide.mjs';
import { say, seconds } from './parts/say.mjs';
import { findServers, installServers, olderServers, serversHindrance } from './parts/servers.mjs';
import { root, style, types, vitest } from './parts/tools.mjs';

/*
 * `npm test`: fetches what the tests need besides packages, checks style and types, runs all tests,
 * and says lane by lane what ran. Arguments go to vitest; with the path of a test among them only
 * those tests run, with what is there already.
 */
const args = process.argv.slice(2);
const whole = !args.some((arg) => !arg.startsWith('-'));
const inCi = /^(1|true)$/.test(process.env.CI ?? '');

try {
  olderServers();
} catch (fault) {
  say(fault.message);
  process.exit(2);
}
takeSignals();
const began = performance.now();
const reasons = await prepare();
const prepared = performance.now();
const lanes = [];
if (whole) {
  say('checking style (biome) and types (tsc), then running all tests (vitest).');
  lanes.push(await check('style', style), await check('types', types));
}
lanes.push(...(await test()));
if (whole && inCi) requireLanes(lanes);
if (interruption() === undefined) {
  say(`prepared in ${seconds(prepared - began)}, ran in ${seconds(performance.now() - prepared)}.`);
  process.stdout.write(`\n${summary(lanes)}`);
}
process.exitCode = interruption() ?? (lanes.some((one) => one.failed > 0) ? 1 : 0);

/** Fetches what is missing and can be had; answers by lane why the rest cannot. */
async function prepare() {
  const how = { fetches: whole };
  const get = (find, hindrance, make) => provide({ find, hindrance, make }, how);
  const reasons = {
    browser: await provideBrowser(get),
    nats: await get(findAllNats, natsHindrance, makeNats),
    prometheus: await get(findPrometheus, prometheusHindrance, makePrometheus),
    ...(await provideTimescale(how)),
  };
  const wanted = olderServers().filter((one) => one.unwanted === undefined);
  if (wanted.length > 0) {
    const reason = await get(findServers, serversHindrance, installServers);
    for (const { engine } of wanted) reasons[engine] = reason;
  }
  return reasons;
}

/** The whole browser does as well where its shell cannot be had: it takes longer. */
async function provideBrowser(get) {
  const reason = await get(findShell, chromiumHindrance, installShell);
  return findChromium() === undefined ? reason : undefined;
}

async function check(name, command) {
  const code = await foreground(command, { cwd: root });
  return lane(name, code === 0 ? { passed: 1 } : { failed: 1 });
}

/** Runs vitest with a temporary folder of its own, of which nothing stays behind. */
async function test() {
  const folder = mkdtempSync(join(roomInMemory() ?? realpathSync(tmpdir()), 'radarstore-test-'));
  chmodSync(folder, 0o711); // as root the database servers run as another user
  const results = join(folder, 'results.json');
  const { npm_lifecycle_event: _, ...environment } = process.env;
  const env = { ...environment, NODE_ENV: 'test', TMPDIR: folder, ...absentVariables(reasons) };
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
    const code = await foreground(vitest(...reporters, ...args), { cwd: root, env });
    return readLanes(results, code);
  } finally {
    await waitForProcessesIn(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function readLanes(results, code) {
  let report;
  try {
    report = JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return [lane('unit', { failed: 1, reason: `vitest ended with code ${code} and no report` })];
  }
  const found = lanesOfTests(report, reasons);
  if (code !== 0 && found.every((one) => one.failed === 0)) {
    found[0].failed++;
    found[0].reason = `vitest ended with code ${code}; what it said stands above`;
  }
  return found;
}
