import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitForProcessesIn } from './parts/foreground.mjs';
import { say, seconds } from './parts/say.mjs';
import { root } from './parts/tools.mjs';

/*
 * `npm run prove:clone`: what a newcomer does. Clones this repository (what is committed) into a new
 * folder, and with an empty npm cache runs `npm start` there until a live sample is seen over HTTP;
 * then stops it, and starts it once more. As root also as an ordinary user.
 */
const NOBODY = 65_534;
const DEADLINE_MS = 240_000;

const asRoot = process.geteuid?.() === 0;
const users = asRoot
  ? [{ name: 'root' }, { name: 'an ordinary user', uid: NOBODY, gid: NOBODY }]
  : [{ name: 'an ordinary user' }];

if (git('status', '--porcelain') !== '') say('what is not committed is not part of this proof.');
try {
  for (const user of users) await prove(user);
  say('proven: a clone starts with one command, as each user.');
} catch (fault) {
  say(`not proven: ${fault.message}`);
  process.exitCode = 1;
}

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  return stdout.trim();
}

async function prove(user) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'radarstore-clone-'));
  chmodSync(folder, 0o755);
  try {
    const clone = join(folder, 'clone');
    git('clone', '--quiet', '--no-local', root, clone);
    for (const name of ['home', 'cache', 'temporary']) mkdirSync(join(folder, name));
    if (user.uid !== undefined) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
    say(`as ${user.name}, in ${clone}`);
    const first = await startAndStop(folder, user);
    const again = await startAndStop(folder, user);
    const left = changes(clone);
    if (left !== '') throw new Error(`starting left files in the clone:\n${left}`);
    say(
      `as ${user.name}: first start ${seconds(first.urlMs)}, live sample ${seconds(first.liveMs)}; started again ${seconds(again.urlMs)}, live sample ${seconds(again.liveMs)}`,
    );
  } finally {
    await waitForProcessesIn(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startAndStop(folder, user) {
  const start = performance.now();
  const { uid, gid } = user;
  const npm = spawn('npm', ['start'], {
    cwd: join(folder, 'clone'),
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid }),
  });
  const output = { text: '', end: undefined };
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (piece) => {
      output.text += piece;
    });
  }
  npm.on('close', (code, signal) => {
    output.end = signal ?? code;
  });
  try {
    const url = await until(output, () => /Console {2,}(http:\S+)\//.exec(output.text)?.[1]);
    const urlMs = performance.now() - start;
    await seeLiveSample(output, url);
    const liveMs = performance.now() - start;
    npm.kill('SIGTERM');
    while (output.end === undefined) await delay(20);
    if (output.end !== 0) throw new Error(`npm start ended with ${output.end}:\n${output.text}`);
    const left = await waitForProcessesIn(folder);
    if (left.length > 0) throw new Error(`after the stop there still ran ${left.join(', ')}`);
    return { urlMs, liveMs };
  } finally {
    if (output.end === undefined) npm.kill('SIGTERM');
  }
}

/** The environment of a shell in which nobody has set anything for npm or radarstore. */
function environment(folder) {
  const foreign = /^(npm_(?!config_registry$)|RADARSTORE_|DATABASE_URL$|NODE_ENV$|CI$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'temporary'),
    npm_config_registry: registry(),
    npm_config_cache: join(folder, 'cache'),
    RADARSTORE_DATA_DIR: join(folder, 'temporary/data'),
    RADARSTORE_HTTP_PORT: '0',
    RADARSTORE_HOST_RECEIVER_INTERVAL: '1s',
  };
}

/** Where this machine gets its packages, which the new home folder does not say. */
function registry() {
  const asked = spawnSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8' });
  return asked.stdout.trim();
}

/** Waits for two CPU samples of this host, the second newer than the first. */
async function seeLiveSample(output, url) {
  const read = async (path) => (await fetch(`${url}${path}`)).json();
  const { device_id: id } = await read('/api/self');
  const path = `/api/devices/${encodeURIComponent(id)}/sysmon/cpu?latest=true`;
  const newest = async () => (await read(path))[0]?.timestamp;
  const first = await until(output, newest);
  await until(output, async () => (await newest()) > first);
  const page = await fetch(`${url}/`);
  if (!page.ok) throw new Error(`the console answers ${page.status}`);
}

async function until(output, condition) {
  const end = performance.now() + DEADLINE_MS;
  while (performance.now() < end) {
    const value = await condition();
    if (value) return value;
    if (output.end !== undefined) {
      throw new Error(`npm start ended with ${output.end}:\n${output.text}`);
    }
    await delay(50);
  }
  throw new Error(`npm start did not come so far within ${seconds(DEADLINE_MS)}:\n${output.text}`);
}

/** What version control sees in the clone that was not there before. */
function changes(clone) {
  const args = ['-c', `safe.directory=${clone}`, 'status', '--porcelain'];
  return spawnSync('git', args, { cwd: clone, encoding: 'utf8' }).stdout.trim();
}
