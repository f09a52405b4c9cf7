import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDataFolder } from '../../src/cli/doctor/data-folder.ts';
import { checkNode } from '../../src/cli/doctor/runtime.ts';
import { createTestDatabase, describeEachEngine } from '../support/database.ts';
import { addressPort } from '../support/target.ts';
import { runLine, type World } from './capture.ts';

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radarstore-doctor-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true, force: true });
});

/** Something that listens; answers its port. */
async function listen(answer: (path: string, response: ServerResponse) => void): Promise<number> {
  const server = createServer((request, response) => answer(request.url ?? '', response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return addressPort(server);
}

interface Line {
  readonly state: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Runs the doctor and answers its findings by name. */
async function examine(flags: string, world: World = {}) {
  const outcome = await runLine(`doctor --json --data-dir ${folder}/data ${flags}`, world);
  expect(outcome.err).toBe('');
  const { result, checks } = JSON.parse(outcome.out) as {
    readonly result: string;
    readonly checks: readonly (Line & { readonly name: string })[];
  };
  return { code: outcome.code, result, find: new Map(checks.map((check) => [check.name, check])) };
}

describe('doctor', () => {
  test('of a machine where nothing ran yet is content, and makes nothing', async () => {
    const { code, result, find } = await examine('--http-port 0');
    expect([...find.keys()]).toEqual([
      'node',
      'configuration',
      'platform',
      'data_folder',
      'http',
      'database',
    ]);
    expect(find.get('database')?.message).toContain('the first start of `serve` makes it');
    expect(find.get('data_folder')?.message).toContain(
      `${folder}/data, to be made, on file system`,
    );
    expect(find.get('data_folder')?.message).toMatch(/ free/);
    expect(code).toBe(result === 'fail' ? 1 : 0);
    expect(await readdir(folder)).toEqual([]);
  });

  test('prints one line for each finding, its mend below it, and a sum', async () => {
    const outcome = await runLine(
      `doctor --data-dir ${folder}/data --http-port 0 --http-host 0.0.0.0 --auth-enabled off`,
    );
    expect(outcome.out).toMatch(/^OK {4}node +Node \d/m);
    expect(outcome.out).toMatch(
      /^WARN {2}http +Any free port on 0\.0\.0\.0 .*authentication is off/m,
    );
    expect(outcome.out).toMatch(/^ +-> Set auth\.enabled/m);
    expect(outcome.out).toMatch(/^\d+ ok, \d+ warnings, 0 failed\n$/m);
    expect(outcome.out).not.toContain('\u001b');
  });

  test('colours its words on a terminal', async () => {
    const line = `doctor --data-dir ${folder}/data --http-port 0`;
    expect((await runLine(line, { terminal: true })).out).toContain('\u001b[32mOK  \u001b[0m');
  });

  test('tells each problem of the configuration and fails', async () => {
    const { code, find } = await examine('--http-port eighty --htp-host x');
    expect(code).toBe(1);
    expect(find.get('configuration')?.state).toBe('fail');
    const text = await runLine('doctor --http-port eighty --htp-host x');
    expect(text.out.match(/^FAIL {2}configuration/gm)).toHaveLength(2);
  });

  test('fails a port that another program holds', async () => {
    const port = await listen((_path, response) => response.end('<html>'));
    const { code, find } = await examine(`--http-port ${port}`);
    expect(code).toBe(1);
    expect(find.get('http')).toMatchObject({
      state: 'fail',
      message: expect.stringContaining('which is no radarstore'),
    });
  });

  test('fails an address that this machine does not have', async () => {
    const { find } = await examine('--http-port 0 --http-host 192.0.2.1');
    expect(find.get('http')).toMatchObject({
      state: 'fail',
      message: expect.stringContaining('this machine has no such address'),
    });
  });

  test('asks a radarstore that runs already, instead of the database that it holds', async () => {
    const answers: { readonly [path: string]: object } = {
      '/version': { name: 'radarstore', version: '1.2.3' },
      '/readyz': {
        state: 'degraded',
        checks: [{ name: 'queues', state: 'degraded', message: 'Full.', hint: 'Wait.' }],
      },
    };
    const port = await listen((path, response) => response.end(JSON.stringify(answers[path])));
    const { code, result, find } = await examine(`--http-port ${port}`);
    expect(find.get('http')?.message).toContain('radarstore 1.2.3 runs on port');
    expect(find.get('running/queues')).toEqual({
      name: 'running/queues',
      state: 'warn',
      message: 'Full.',
      hint: 'Wait.',
    });
    expect(find.has('database')).toBe(false);
    expect([code, result]).toEqual([0, 'warn']);
  });

  test('fails a database that cannot be reached, without its password', async () => {
    const { code, find } = await examine('--http-port 0', {
      environment: { DATABASE_URL: 'postgres://radar:s3cret@127.0.0.1:1/radar' },
    });
    expect(code).toBe(1);
    expect(find.get('database')).toMatchObject({ state: 'fail' });
    expect(JSON.stringify([...find])).not.toContain('s3cret');
  });
});

describeEachEngine('doctor with the URL of a database', (engine) => {
  test('examines the database, and neither platform nor data folder', async () => {
    const db = await createTestDatabase(engine);
    try {
      const { find } = await examine('--http-port 0', { environment: { DATABASE_URL: db.url } });
      expect(find.get('engine')?.message).toContain(`Engine ${engine}, because`);
      expect(find.get('schema')).toMatchObject({ state: 'ok' });
      expect(find.has('platform') || find.has('data_folder')).toBe(false);
    } finally {
      await db.drop();
    }
  });
});

describe('the check of Node', () => {
  test.each([
    ['20.18.3', 'failed'],
    ['18.20.0', 'failed'],
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
  ])('of version %s is %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  test('needs the version that the package declares', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const oldest = manifest.engines.node.replace('>=', '');
    const [major = 0, minor = 0] = oldest.split('.').map(Number);
    expect(checkNode(`${oldest}.0`).state).toBe('ok');
    expect(checkNode(`${major}.${minor - 1}.9`).state).toBe('failed');
  });
});

describe('the check of the data folder', () => {
  test('fails a path that leads through a file', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const path of ['file', 'file/data']) {
      expect(await checkDataFolder(join(folder, path))).toMatchObject({ state: 'failed' });
    }
  });

  test.skipIf(process.getuid?.() === 0)('fails a folder that is closed to this user', async () => {
    await chmod(folder, 0o500);
    const finding = await checkDataFolder(join(folder, 'data'));
    await chmod(folder, 0o700);
    expect(finding.message).toContain('this user may not write there');
  });
});
