import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { checkDeserted } from '../support/inhabitants.ts';
import { startOldServer } from '../support/old-server.ts';
import {
  type Ground,
  makeGround,
  type ProgramOptions,
  runProgram,
  startProgram,
} from '../support/program.ts';
import { copyProgram, programForAll } from '../support/program-copy.ts';
import { addressPort, changeUrl } from '../support/target.ts';
import { ORDINARY_USER } from '../support/user.ts';
import { expectSentence } from './sentence.ts';

const SERVE = ['serve', '--http-port', '0'];

/** Runs `serve` on the embedded database, in vain. */
const onFolder = (dataDir: string, more: readonly string[] = [], options: ProgramOptions = {}) =>
  runProgram([...SERVE, '--data-dir', dataDir, ...more], options);

/** Runs `serve` on a database given by URL, in vain. */
const onUrl = (url: string, options: ProgramOptions = {}) =>
  runProgram(SERVE, { ...options, environment: { DATABASE_URL: url } });

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return addressPort(server);
}

describe('serve without a place', () => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await makeGround(ORDINARY_USER);
  });
  afterEach(() => ground.close());

  test('on a port that another program has: names it, and stops its database again', async () => {
    const other = createServer((socket) => socket.destroy());
    try {
      const port = await listen(other);
      expectSentence(await onFolder(ground.dataDir, ['--http-port', String(port)]), {
        code: 5,
        error: 'HTTP_PORT_TAKEN',
        says: new RegExp(`Port ${port} of 127.0.0.1 is taken by another program`),
        hint: new RegExp(`--http-port ${port + 1}`),
      });
      await checkDeserted(ground.dataDir);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('in a folder that it may not write', async () => {
    await chmod(ground.folder, 0o555);
    const user = ORDINARY_USER === undefined ? {} : { user: ORDINARY_USER };
    const program = await programForAll(ground.folder);
    expectSentence(await onFolder(ground.dataDir, [], { program, ...user }), {
      code: 1,
      error: 'DATA_DIR_UNUSABLE',
      says: new RegExp(`${ground.dataDir}: this user may not write there`),
      hint: /choose another data folder/,
    });
  });

  test('in the place of a file', async () => {
    await writeFile(ground.dataDir, 'a letter');
    expectSentence(await onFolder(ground.dataDir), {
      code: 1,
      error: 'DATA_DIR_UNUSABLE',
      says: new RegExp(`${ground.dataDir}: a file of that name is in the way`),
      hint: /choose another data folder/,
    });
  });

  test('in a folder that another major version of PostgreSQL made', async () => {
    const cluster = join(ground.dataDir, 'pg');
    await mkdir(cluster, { recursive: true });
    await writeFile(join(cluster, 'PG_VERSION'), '15\n');
    if (ORDINARY_USER !== undefined) await chown(cluster, ORDINARY_USER.uid, ORDINARY_USER.gid);
    expectSentence(await onFolder(ground.dataDir), {
      code: 4,
      error: 'EMBEDDED_WRONG_MAJOR',
      says: new RegExp(
        `${ground.dataDir}/pg was made by PostgreSQL 15; this radarstore comes with`,
      ),
      hint: /pg_dump/,
    });
  });
});

// At once, since one of them waits ten seconds for its answer.
describe.concurrent('serve with a database URL', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
  });
  afterAll(async () => db?.drop());

  test.each(['mysql://radar@db/radar', 'db.example', 'postgres://radar:pa%ss@db/radar'])(
    'that is none of PostgreSQL: %s',
    async (url) => {
      expectSentence(await onUrl(url), {
        code: 2,
        error: 'CONFIG_INVALID',
        says: /database\.url \(variable DATABASE_URL\) cannot be used as it is: it must be a URL such as postgres:/,
        hint: /radarstore config docs/,
      });
    },
  );

  test('of a server that is not there', async () => {
    const closed = createServer();
    const port = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    expectSentence(await onUrl(`postgres://radar:secret@127.0.0.1:${port}/radar`), {
      code: 3,
      error: 'DATABASE_UNREACHABLE',
      says: new RegExp(`Cannot reach database radar at 127.0.0.1:${port} as radar: .*refused`, 'i'),
      hint: /Check that the server runs, and host, port and firewall/,
    });
  });

  test('of a host that does not exist', async () => {
    expectSentence(await onUrl('postgres://radar:secret@no-such-host.invalid/radar'), {
      code: 3,
      error: 'DATABASE_UNREACHABLE',
      says: /Cannot reach database radar at no-such-host.invalid:5432 as radar/,
      hint: /Check that the server runs/,
    });
  });

  test('of a server that never answers', async () => {
    const silent = createServer();
    try {
      const port = await listen(silent);
      expectSentence(await onUrl(`postgres://radar:secret@127.0.0.1:${port}/radar`), {
        code: 3,
        error: 'DATABASE_UNREACHABLE',
        says: new RegExp(`Cannot reach database radar at 127.0.0.1:${port} as radar: .*time`, 'i'),
        hint: /Check that the server runs/,
      });
    } finally {
      silent.close();
    }
  });

  test('with a wrong password, which it does not tell', async () => {
    const outcome = await onUrl(changeUrl(db.url, { password: 'tiger-lily' }));
    expectSentence(outcome, {
      code: 3,
      error: 'DATABASE_REFUSED',
      says: /password authentication failed/,
      hint: /Check user and password/,
    });
    expect(`${outcome.out}${outcome.err}`).not.toContain('tiger-lily');
  });

  test('of a database that does not exist', async () => {
    expectSentence(await onUrl(changeUrl(db.url, { pathname: '/no_such_database' })), {
      code: 3,
      error: 'DATABASE_REFUSED',
      says: /"no_such_database" does not exist/,
      hint: /Create the database/,
    });
  });

  test('of a server that is too old', async () => {
    const old = await startOldServer();
    try {
      expectSentence(await onUrl(old.url), {
        code: 4,
        error: 'DATABASE_TOO_OLD',
        says: /The server is PostgreSQL 14\.11; radarstore needs version 15 or newer/,
        hint: /Upgrade the server/,
      });
    } finally {
      await old.close();
    }
  });
});

test('a migration that was applied by half is told, goes on once its cause is mended, and older programs refuse', async () => {
  const ground = await makeGround();
  const db = await createTestDatabase('postgres');
  const next = join(ground.folder, 'next');
  const program = await copyProgram(next);
  await addMigration(next);
  try {
    await db.database.script('test.obstacle', 'create table radar.later (obstacle text)');
    const halted = await onUrl(db.url, { program });
    expectSentence(halted, {
      code: 1,
      error: 'SCHEMA_MIGRATION_FAILED',
      says: /Applying migration 0\d+_later failed: .*"later" already exists/,
      hint: /finished steps remain, and the next start goes on after them\. Mend the cause/,
    });
    const environment = { DATABASE_URL: db.url };
    const status = await runProgram(['schema', 'status', '--json'], { program, environment });
    expect(status.code).toBe(1);
    expect(JSON.parse(status.out)).toMatchObject({ state: 'interrupted' });

    await db.database.script('test.mended', 'drop table radar.later');
    const store = await startProgram({ program, environment });
    await store.stop();
    expectSentence(await onUrl(db.url), {
      code: 4,
      error: 'SCHEMA_TOO_NEW',
      says: /newer/,
      hint: /./,
    });
  } finally {
    await db.drop();
    await ground.close();
  }
});

/** A migration outside a transaction, of which the second step can be made to fail. */
async function addMigration(folder: string): Promise<void> {
  const migrations = join(folder, 'sql/migrations');
  const number = (await readdir(migrations)).length + 1;
  await writeFile(
    join(migrations, `${String(number).padStart(4, '0')}_later.sql`),
    `--! no-transaction
create table if not exists :schema.sooner (one integer);
--! step
create table :schema.later (one integer);
`,
  );
}
