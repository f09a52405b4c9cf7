import { spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RadarError } from '../../../src/core/index.ts';
import {
  connectDatabase,
  type EmbeddedOptions,
  type EmbeddedServer,
  sql,
  startEmbedded,
} from '../../../src/database/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { addressPort, poolOptions } from '../../support/target.ts';
import { until } from '../../support/until.ts';
import { AS_ROOT, checkDeserted, copyTree, FAST, packageBinaries } from './programs.ts';

/** Holds a cluster, which tests copy to save the time of a first start. */
let made: string;
let folder: string;
let dataDir: string;
let started: EmbeddedServer[];

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'radarstore-made-'));
  await chmod(made, 0o755);
  const server = await startEmbedded(await defaults(join(made, 'data')));
  await server.stop();
});
afterAll(() => rm(made, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radarstore-refusal-'));
  await chmod(folder, 0o755);
  dataDir = join(folder, 'data');
  started = [];
});
afterEach(async () => {
  for (const server of started) await server.stop();
  await checkDeserted(folder);
  await rm(folder, { recursive: true, force: true });
});

async function defaults(path: string): Promise<EmbeddedOptions> {
  const { postgres, initdb } = await packageBinaries();
  return {
    dataDir: path,
    port: null,
    log: silentLogger,
    configuration: FAST,
    binaries: { postgres, initdb, initdbArguments: ['--no-sync'] },
  };
}

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ ...(await defaults(dataDir)), ...options });
  started.push(server);
  return server;
}

/** Puts a cluster into the data folder. */
const copyMade = () => copyTree(join(made, 'data'), dataDir);

/** Starts in vain, checks that the folder is free again, and answers the error. */
async function refused(options: Partial<EmbeddedOptions> = {}): Promise<RadarError> {
  const fault = await start(options).then(
    () => expect.fail('it started'),
    (thrown: RadarError) => thrown,
  );
  expect(fault.name).toBe('RadarError');
  expect(fault.sentence).not.toMatch(/\n\s+at /);
  const names = await readdir(options.dataDir ?? dataDir).catch(() => []);
  expect(names).not.toContain('radarstore.lock');
  return fault;
}

async function query(server: EmbeddedServer): Promise<object[]> {
  const database = await connectDatabase(poolOptions(server.target));
  try {
    return await database.query('test.one', sql`select 1 as one`);
  } finally {
    await database.close();
  }
}

describe('a data folder is refused with its reason', () => {
  test('when another major version of PostgreSQL made it, with the commands that take it over', async () => {
    await copyMade();
    await writeFile(join(dataDir, 'pg/PG_VERSION'), '17\n');
    const before = await readdir(join(dataDir, 'pg'));
    const fault = await refused();
    expect(fault.code).toBe('EMBEDDED_WRONG_MAJOR');
    expect(fault.message).toContain(
      `${dataDir}/pg was made by PostgreSQL 17; this radarstore comes with PostgreSQL 18`,
    );
    expect(fault.hint).toContain('pg_dump -h 127.0.0.1');
    const runbook = /docs\/\S+\.md/.exec(fault.hint ?? '')?.[0] ?? 'none';
    const root = join(import.meta.dirname, '../../..');
    expect(await readFile(join(root, runbook), 'utf8')).toContain('pg_restore');
    expect(await readdir(join(dataDir, 'pg'))).toEqual(before);
  });

  test('when a foreign folder lies in the place of the cluster', async () => {
    await mkdir(join(dataDir, 'pg'), { recursive: true });
    if (AS_ROOT) await chown(join(dataDir, 'pg'), 65_534, 65_534);
    await writeFile(join(dataDir, 'pg/letter.txt'), 'dear');
    const fault = await refused();
    expect(fault.code).toBe('DATA_DIR_UNUSABLE');
    expect(fault.message).toContain('it is not a data folder of PostgreSQL');
    expect(await readFile(join(dataDir, 'pg/letter.txt'), 'utf8')).toBe('dear');
  });

  test('when a file lies in its place', async () => {
    await writeFile(dataDir, 'a file');
    expect(await refused()).toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining('a file of that name is in the way'),
    });
    expect(await refused({ dataDir: join(dataDir, 'below') })).toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining('a part of the path is a file'),
    });
  });

  test.runIf(AS_ROOT)('when the disk has no room for it, and leaves nothing behind', async () => {
    await mkdir(dataDir, { mode: 0o755 });
    expect(
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'none', dataDir]).status,
    ).toBe(0);
    try {
      const fault = await refused();
      expect(fault.code).toBe('DATA_DIR_UNUSABLE');
      expect(fault.message).toContain('the disk is full');
      expect(await readdir(dataDir)).toEqual(['password']);
      spawnSync('mount', ['-o', 'remount,ro', dataDir]);
      expect(await refused()).toMatchObject({
        code: 'DATA_DIR_UNUSABLE',
        message: expect.stringContaining('the file system is read-only'),
      });
    } finally {
      spawnSync('umount', [dataDir]);
    }
  });

  test.runIf(AS_ROOT)('when root gives one that the user of the server cannot reach', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const fault = await refused({ dataDir: join(closed, 'data') });
    expect(fault.code).toBe('DATA_DIR_UNUSABLE');
    expect(fault.sentence).toMatch(
      /PostgreSQL refuses to run as root, so it runs as user \w+, who may not enter .*closed\. Choose/,
    );
  });
});

describe('a start is refused with its reason', () => {
  test('when the port is taken', async () => {
    await copyMade();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const port = addressPort(other);
      expect(await refused({ port })).toMatchObject({
        code: 'EMBEDDED_START_FAILED',
        message: `The embedded PostgreSQL cannot use port ${port} on 127.0.0.1: another program listens on it.`,
      });
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('when the server ends while it starts, with what it said', async () => {
    await copyMade();
    const fault = await refused({ configuration: { shared_buffers: 'plenty' } });
    expect(fault.code).toBe('EMBEDDED_START_FAILED');
    expect(fault.message).toMatch(
      /PostgreSQL ended with code 1\. It says:\n {2}FATAL: {2}invalid value for parameter "shared_buffers": "plenty"\n$/,
    );
    expect(fault.hint).toContain(join(dataDir, 'pg.log'));
  });

  test('when initdb fails, with what it said, and the next start begins anew', async () => {
    const binaries = { ...(await packageBinaries()), initdbArguments: ['--no-such-option'] };
    const fault = await refused({ binaries });
    expect(fault.code).toBe('EMBEDDED_START_FAILED');
    expect(fault.message).toContain("unrecognized option '--no-such-option'");
    expect(await query(await start())).toEqual([{ one: 1 }]);
  });

  test('when the programs of PostgreSQL are missing or made for another system', async () => {
    const postgres = join(folder, 'bin/postgres');
    await mkdir(dirname(postgres));
    const binaries = { postgres, initdb: postgres };
    expect(await refused({ binaries })).toMatchObject({ code: 'EMBEDDED_UNSUPPORTED' });
    await writeFile(postgres, '#!/no/such/loader\n', { mode: 0o755 });
    expect(await refused({ binaries })).toMatchObject({
      code: 'EMBEDDED_UNSUPPORTED',
      hint: expect.stringContaining('pass a database URL'),
    });
  });

  test('when there is no PostgreSQL for the platform', async () => {
    const { arch } = process;
    Object.defineProperty(process, 'arch', { value: 'riscv64' });
    try {
      await expect(startEmbedded({ dataDir, port: null, log: silentLogger })).rejects.toMatchObject(
        {
          code: 'EMBEDDED_UNSUPPORTED',
          message: expect.stringContaining(
            `No embedded PostgreSQL for ${process.platform}-riscv64`,
          ),
          hint: expect.stringContaining('DATABASE_URL'),
        },
      );
    } finally {
      Object.defineProperty(process, 'arch', { value: arch });
    }
  });

  test('when it is given up', async () => {
    await copyMade();
    expect(await refused({ signal: AbortSignal.abort() })).toMatchObject({ code: 'STOPPING' });
  });
});

describe('a start succeeds all the same', () => {
  test('when the password was wrong and its file was deleted, or was lost', async () => {
    await copyMade();
    await writeFile(join(dataDir, 'password'), 'wrong\n');
    expect(await refused()).toMatchObject({
      code: 'EMBEDDED_START_FAILED',
      message: expect.stringContaining(`it refuses the password in ${join(dataDir, 'password')}`),
      hint: 'Put the right one back, or delete that file: then a new password is set.',
    });
    const lost = (await readFile(join(dataDir, 'password'), 'utf8')).trim();
    await rm(join(dataDir, 'password'));
    const server = await start();
    expect(server.target).not.toMatchObject({ password: lost });
    expect(await query(server)).toEqual([{ one: 1 }]);
  });

  test('when the log of the server has grown long, which then begins anew', async () => {
    await copyMade();
    const long = Buffer.alloc(5 * 1_024 * 1_024, 'x');
    await writeFile(join(dataDir, 'pg.log'), long);
    await start();
    expect(await readFile(join(dataDir, 'pg.log'), 'utf8')).toMatch(
      /^\d{4}-.* starting PostgreSQL/,
    );
    expect(long.equals(await readFile(join(dataDir, 'pg.log.1')))).toBe(true);
  });

  test('when the path of the data folder is too long for a socket in it', async () => {
    const deep = join(dataDir, 'd'.repeat(100));
    const server = await start({ dataDir: deep });
    const { host } = server.target as { host: string };
    expect(host.startsWith(deep)).toBe(false);
    expect(await query(server)).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(readdir(host)).rejects.toThrow('ENOENT');
  });

  test.runIf(AS_ROOT)(
    'when root has the programs in a folder that is closed to others',
    async () => {
      const closed = join(folder, 'closed');
      const { postgres } = await packageBinaries();
      await copyTree(dirname(dirname(postgres)), closed);
      await chmod(closed, 0o700);
      const binaries = {
        postgres: join(closed, 'bin/postgres'),
        initdb: join(closed, 'bin/initdb'),
      };
      const server = await start({ binaries });
      expect(await query(server)).toEqual([{ one: 1 }]);
      const [copy = ''] = await readdir(join(dataDir, 'binaries'));
      const made = (await readFile(`/proc/${server.pid()}/cmdline`, 'utf8')).split('\0')[0];
      expect(made).toBe(join(dataDir, 'binaries', copy, 'bin/postgres'));
    },
  );
});

test('a server that cannot be restarted is told as degraded, then failed, then ok when it can', async () => {
  await copyMade();
  const server = await start();
  const states = new Set<string>();
  await rename(join(dataDir, 'pg'), join(dataDir, 'away'));
  process.kill(server.pid() ?? 0, 'SIGKILL');
  const failed = await until('the restart is given up for the moment', () => {
    const check = server.check();
    if (server.pid() === null) states.add(check.state);
    return check.state === 'failed' && check;
  });
  expect([...states]).toEqual(['degraded', 'failed']);
  expect(failed.message).toMatch(/cannot be started again after 3 attempts: .*does not exist/);
  await rename(join(dataDir, 'away'), join(dataDir, 'pg'));
  await until('it runs again', () => server.check().state === 'ok');
  expect(await query(server)).toEqual([{ one: 1 }]);
});

test('a stop may be asked for twice, also while the server is being restarted, and is final', async () => {
  await copyMade();
  const server = await start();
  const pid = server.pid() ?? 0;
  process.kill(pid, 'SIGKILL');
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  expect(server.pid()).toBeNull();
  expect(server.check()).toMatchObject({
    state: 'failed',
    message: 'The database server is stopped.',
  });
  expect(await readdir(dataDir)).not.toContain('radarstore.lock');
  await checkDeserted(folder);
});
