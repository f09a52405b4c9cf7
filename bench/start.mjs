/**
 * Start-up time and memory of `radarstore serve` with its embedded PostgreSQL, measured from outside:
 * first start on an empty data folder, warm start on the same folder, and memory after a while.
 *
 *     npm run bench:start -- [--minutes 10] [--rounds 5] [--json]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const PROGRAM = join(import.meta.dirname, '../dist/cli/main.js');
const DEADLINE_MS = 60_000;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

/** Asks until `accept` likes the answer; milliseconds since `since`. */
async function waitFor(url, since, accept) {
  while (performance.now() - since < DEADLINE_MS) {
    try {
      const answer = await fetch(url);
      if (answer.ok && accept(await answer.json())) return performance.now() - since;
    } catch {
      // Not listening yet.
    }
    await pause(10);
  }
  throw new Error(`${url} did not answer as expected within ${DEADLINE_MS / 1_000} s`);
}

async function startProgram(dataDir) {
  const port = await freePort();
  const since = performance.now();
  const program = spawn(
    process.execPath,
    [
      ...[PROGRAM, 'serve', '--data-dir', dataDir, '--http-port', String(port)],
      ...['--otlp-grpc-port', '0', '--otlp-http-port', '0'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const base = `http://127.0.0.1:${port}`;
  try {
    const readyMs = await waitFor(`${base}/readyz`, since, () => true);
    let device;
    await waitFor(`${base}/api/self`, since, (self) => {
      device = self.device_id;
      return device !== null;
    });
    const series = `${base}/api/devices/${encodeURIComponent(device)}/sysmon/cpu?latest=true`;
    const firstRowMs = await waitFor(series, since, (groups) => groups.length > 0);
    return { program, readyMs, firstRowMs };
  } catch (fault) {
    program.kill('SIGKILL');
    throw fault;
  }
}

async function stopProgram(program) {
  const since = performance.now();
  program.kill('SIGTERM');
  await once(program, 'exit');
  return performance.now() - since;
}

/** Resident and proportional memory of a process in MiB; proportional counts shared pages once. */
async function memoryOf(pid) {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const read = (name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024;
  return { rss: read('Rss'), pss: read('Pss') };
}

/** Processes of the database server that runs in a data folder. */
async function serverProcesses(dataDir) {
  const found = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const parent = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (command.includes(dataDir) && /postgres/.test(command)) found.push(pid);
    else if (found.includes(/^PPid:\s+(\d+)/m.exec(parent)?.[1])) found.push(pid);
  }
  return found;
}

async function measureMemory(program, dataDir) {
  const own = await memoryOf(program.pid);
  const server = await Promise.all((await serverProcesses(dataDir)).map(memoryOf));
  return {
    program_rss_mib: own.rss,
    server_pss_mib: server.reduce((sum, one) => sum + one.pss, 0),
    server_processes: server.length,
  };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

async function main() {
  const dataDir = await mkdtemp(join(tmpdir(), 'radarstore-bench-'));
  await chmod(dataDir, 0o755);
  try {
    const first = await startProgram(dataDir);
    await stopProgram(first.program);
    const warm = [];
    for (let round = 0; round < Number(options.rounds); round++) {
      const start = await startProgram(dataDir);
      warm.push({ ...start, stopMs: await stopProgram(start.program) });
    }
    const long = await startProgram(dataDir);
    await pause(Number(options.minutes) * 60_000);
    const memory = await measureMemory(long.program, dataDir).catch(() => null);
    await stopProgram(long.program);
    report({
      machine: `${cpus().length} cores, Node ${process.versions.node}`,
      first_ready_ms: first.readyMs,
      first_row_ms: first.firstRowMs,
      warm_ready_ms: median(warm.map((one) => one.readyMs)),
      warm_row_ms: median(warm.map((one) => one.firstRowMs)),
      stop_ms: median(warm.map((one) => one.stopMs)),
      minutes: Number(options.minutes),
      ...memory,
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function report(result) {
  if (options.json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  for (const [name, value] of Object.entries(result)) {
    console.log(`${name.padEnd(20)} ${typeof value === 'number' ? Math.round(value) : value}`);
  }
}

await main();
