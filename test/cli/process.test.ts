import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { type CompiledProgram, compileProgram } from './program-process.ts';

let program: CompiledProgram;
let dataDir: string;
beforeAll(async () => {
  program = await compileProgram();
  dataDir = await mkdtemp(join(tmpdir(), 'radarstore-process-'));
  await chmod(dataDir, 0o711); // as root the server runs as another user
});
afterAll(async () => {
  await program?.remove();
  await rm(dataDir, { recursive: true, force: true });
});

const SERVE = [
  ...['serve', '--http-port', '0', '--otlp-grpc-port', '0', '--otlp-http-port', '0'],
  ...['--log-format', 'json', '--no-host-receiver-enabled'],
];
const serve = (environment: Record<string, string> = {}, more: readonly string[] = []) =>
  program.start([...SERVE, ...more], { RADARSTORE_DATA_DIR: dataDir, ...environment });

async function isServing(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

describe('the program', () => {
  test('can be run as a command', async () => {
    expect(await readFile(program.entry, 'utf8')).toMatch(
      /^#!\/usr\/bin\/env -S node --max-semi-space-size=4\n/,
    );
    const version = program.start(['version']);
    expect(await version.exit()).toBe(0);
    expect(version.out()).toMatch(/^radarstore \d+\.\d+\.\d+ /);
  });

  test('does not mind that the reader of its output went away', async () => {
    const docs = program.start(['config', 'docs']);
    docs.process.stdout?.destroy();
    expect(await docs.exit()).toBe(0);
    expect(docs.err()).toBe('');
  });

  test('ends with one sentence and no stack for a mistake', async () => {
    const mistake = program.start(['serve', '--http-port', 'eighty']);
    expect(await mistake.exit()).toBe(2);
    expect(mistake.err()).toMatch(/^Error: .*\[CONFIG_INVALID\]\nHint: .*\n$/);
    expect(mistake.out()).toBe('');
  });
});

describe('serve on the embedded database', () => {
  test.each([
    ['SIGTERM', 1],
    ['SIGINT, as npm sends it twice', 2],
  ] as const)('stops cleanly on %s', async (name, times) => {
    const running = serve();
    const url = await running.url();
    expect(await isServing(url)).toBe(true);
    const signal = name.split(',')[0] as NodeJS.Signals;
    for (let time = 0; time < times; time++) running.process.kill(signal);
    expect(await running.exit()).toBe(0);
    expect(running.err()).toBe('');
    const last = JSON.parse(running.out().trimEnd().split('\n').at(-1) ?? '{}');
    expect(last.msg).toBe('stopped');
    expect(await isServing(url)).toBe(false);
  });

  test('goes on when the reader of its log went away', async () => {
    const running = serve();
    const url = await running.url();
    running.process.stdout?.destroy();
    expect(await isServing(url)).toBe(true);
    running.process.kill('SIGTERM');
    expect(await running.exit()).toBe(0);
    expect(running.err()).toBe('');
  });

  test('keeps a second one off its folder and its port, each with exit code 5', async () => {
    const running = serve();
    try {
      const url = await running.url();
      const sameFolder = serve();
      expect(await sameFolder.exit()).toBe(5);
      expect(sameFolder.err()).toMatch(/^Error: .*in use by process \d+.*\[DATA_DIR_IN_USE\]\n/);
      const status = program.start(['schema', 'status'], { RADARSTORE_DATA_DIR: dataDir });
      expect(await status.exit()).toBe(5);
      expect(status.err()).toContain('/readyz');
      const doctor = program.start(['doctor', '--json', '--http-port', new URL(url).port], {
        RADARSTORE_DATA_DIR: dataDir,
      });
      expect(await doctor.exit()).toBe(0);
      expect(doctor.out()).toContain('"name": "running/schema"');
    } finally {
      running.process.kill('SIGTERM');
      expect(await running.exit()).toBe(0);
    }
  });

  test('under npm stops when npm is gone', async () => {
    // Stands for npm: it starts the program, tells its number, and lives until it is killed.
    const script = `const { pid } = require('node:child_process')
      .spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
      console.log('pid=' + pid);`;
    const npm = spawn(process.execPath, ['-e', script, program.entry, ...SERVE], {
      env: {
        PATH: process.env.PATH ?? '',
        RADARSTORE_DATA_DIR: dataDir,
        npm_lifecycle_event: 'start',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    try {
      await until('the program serves', () => out.includes('radarstore serves'));
      npm.kill('SIGKILL');
      await until('the program stopped by itself', () => out.includes('"msg":"stopped"'));
      expect(out).toContain('the parent process ended');
    } finally {
      npm.kill('SIGKILL');
      endProcess(Number(/pid=(\d+)/.exec(out)?.[1]));
    }
  });
});

/** Ends a process that should have ended already. */
function endProcess(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has.
  }
}
