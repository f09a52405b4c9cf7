import { spawn } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDeserted } from '../support/inhabitants.ts';
import { follow, type Ground, makeGround, type Process } from '../support/program.ts';
import { ROOT } from '../support/source-tree.ts';
import { until } from '../support/until.ts';

/** What `npm start` needs of a clone, beside the packages. */
const CLONED = [
  ...['package.json', 'package-lock.json', '.npmrc', 'tsconfig.base.json', 'tsconfig.build.json'],
  ...['scripts', 'src', 'console', 'sql', 'dist'],
];

const START_DEADLINE_MS = 60_000;

let ground: Ground;
let clone: string;
beforeAll(async () => {
  ground = await makeGround();
  clone = join(ground.folder, 'clone');
  for (const name of CLONED) await cp(join(ROOT, name), join(clone, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  // An install would empty the folder of packages, which is not the clone's own here.
  const script = new URL('../../scripts/parts/install.mjs', import.meta.url).href;
  const { isInstalled } = (await import(script)) as { isInstalled(root: string): boolean };
  if (!isInstalled(clone))
    throw new Error('the packages are not those of the lockfile: run `npm test`');
});
afterAll(() => ground?.close());

function npmStart(): Process {
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: ground.folder,
      TMPDIR: tmpdir(),
      npm_config_update_notifier: 'false',
      RADARSTORE_DATA_DIR: ground.dataDir,
      RADARSTORE_HTTP_PORT: '0',
      RADARSTORE_OTLP_GRPC_PORT: '0',
      RADARSTORE_OTLP_HTTP_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, as a terminal gives it
  });
  return follow(child, 'npm start');
}

/** The addresses that it prints for a person to open. */
async function addresses(npm: Process): Promise<string[]> {
  return until(
    'the addresses of the store',
    () => {
      if (!npm.running()) throw new Error(`it ended: ${npm.err()}${npm.out()}`);
      return npm.out().includes('Ctrl-C') && (npm.out().match(/http:\/\/[^\s)]+/g) ?? []);
    },
    START_DEADLINE_MS,
  );
}

describe('npm start', () => {
  test.each<[how: string, end: number | string, stop: (npm: number) => void]>([
    ['SIGTERM to npm', 0, (npm) => void process.kill(npm, 'SIGTERM')],
    ['Ctrl-C in its terminal', 0, (npm) => void process.kill(-npm, 'SIGINT')],
    ['SIGHUP to npm', 'SIGHUP', (npm) => void process.kill(npm, 'SIGHUP')],
    ['kill -9 of npm', 'SIGKILL', (npm) => void process.kill(npm, 'SIGKILL')],
  ])('tells where the store is, and all of it stops at %s', async (_, end, stop) => {
    const npm = npmStart();
    try {
      const told = await addresses(npm);
      expect(told.map((url) => new URL(url).pathname)).toEqual([
        ...['/', '/api/devices', '/api/openapi.json', '/metrics'],
      ]);
      for (const url of told) expect((await fetch(url)).status, url).toBe(200);
      expect(npm.out()).toContain(`embedded PostgreSQL in ${ground.dataDir}`);
      stop(npm.pid);
      await until('the store stopped by itself', () => npm.out().includes('stopped'));
      expect(await npm.ended()).toBe(end);
      await checkDeserted(ground.folder);
      await expect(fetch(told[0] ?? '')).rejects.toThrow();
    } finally {
      if (npm.running()) process.kill(-npm.pid, 'SIGKILL');
    }
  });
});
