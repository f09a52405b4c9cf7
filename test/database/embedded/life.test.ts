import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase, sql } from '../../../src/database/index.ts';
import { addressPort, poolOptions } from '../../support/target.ts';
import { AS_ROOT, LANES, Workshop } from './programs.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.checkNoOrphans());
afterAll(() => workshop.close());

test.runIf(AS_ROOT)('a user without an entry in /etc/passwd is told so', async () => {
  const nameless = { name: 'a number', uid: 61_234, gid: 61_234 };
  const program = workshop.start(nameless, await workshop.dataFolder(nameless));
  expect(await program.fault()).toMatchObject({
    code: 'EMBEDDED_START_FAILED',
    sentence: expect.stringContaining(
      'as uid 61234, which has no entry in /etc/passwd. Add an entry',
    ),
  });
});

test.each(LANES.filter((lane) => lane.name !== 'root'))(
  'a folder where $name may not write is refused',
  async (lane) => {
    const { code, sentence } = await workshop.start(lane, '/usr/radarstore-test').fault();
    expect(code).toBe('DATA_DIR_UNUSABLE');
    expect(sentence).toBe(
      'The data folder cannot be used: /usr/radarstore-test: this user may not write there. Mend that, choose another data folder, or pass a database URL.',
    );
  },
);

describe.each(LANES)('the embedded server of a program that runs as $name', (lane) => {
  test('makes its data on the first start, keeps it, and is gone after SIGTERM', async () => {
    const dataDir = await workshop.dataFolder(lane);
    const first = workshop.start(lane, dataDir);
    const { serverPid, url } = await first.ready();
    expect(url).toBeNull();
    const [facts] = await first.query<Record<string, string>>(
      `select current_database() as database, current_user as "user", datcollate as collate,
              pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
              datlocale as locale, current_setting('data_checksums') as checksums
         from pg_database where datname = current_database()`,
    );
    expect(facts).toEqual({
      database: 'radarstore',
      user: 'radar',
      collate: 'C',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      checksums: 'on',
    });
    expect(await first.query('select extname from pg_extension order by 1')).toEqual([
      { extname: 'pg_trgm' },
      { extname: 'plpgsql' },
    ]);
    await first.query('create table public.kept as select 7 as value');

    const owner = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${serverPid}/status`, 'utf8'))?.[1];
    expect(owner).not.toBe('0');
    expect(String((await stat(join(dataDir, 'pg'))).uid)).toBe(owner);
    const modes = ['pg', 'run', 'password', 'pg.log'].map(async (name) => {
      return ((await stat(join(dataDir, name))).mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(['700', '700', '600', '600']);

    first.kill('SIGTERM');
    expect(await first.ended()).toBe(0);
    await workshop.checkNoOrphans();
    expect((await readdir(dataDir)).sort()).toEqual(['password', 'pg', 'pg.log', 'run']);

    const second = workshop.start(lane, dataDir);
    await second.ready();
    expect(await second.query('select value from public.kept')).toEqual([{ value: 7 }]);
    second.kill('SIGINT');
    expect(await second.ended()).toBe(0);
    expect(first.complaints() + second.complaints()).toBe('');
  });

  test('is out of reach of a Ctrl-C in the terminal of the program', async () => {
    const program = workshop.start(lane, await workshop.madeFolder(lane));
    const { serverPid } = await program.ready();
    const groupOf = async (pid: number) =>
      (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[2];
    expect(await groupOf(serverPid)).toBe(String(serverPid));
    expect(await groupOf(program.pid)).not.toBe(String(serverPid));
  });

  test('refuses a second program and says who holds the folder', async () => {
    const dataDir = await workshop.madeFolder(lane);
    const holder = workshop.start(lane, dataDir);
    await holder.ready();
    const second = workshop.start(lane, dataDir);
    const { code, sentence } = await second.fault();
    expect(code).toBe('DATA_DIR_IN_USE');
    expect(sentence).toContain(`${dataDir} is in use by process ${holder.pid} (`);
    expect(sentence).toContain('program.mjs');
    expect(sentence).toMatch(/since \d{4}-\d\d-\d\dT[\d:.]+Z\. Stop that process \(kill \d+\)/);
    expect(await holder.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('runs once when several programs start on the folder at the same time', async () => {
    const dataDir = await workshop.madeFolder(lane);
    const programs = [1, 2, 3].map(() => workshop.start(lane, dataDir));
    const ends = await Promise.all(
      programs.map((program) => Promise.any([program.ready(), program.fault()])),
    );
    expect(ends.filter((end) => end.event === 'ready')).toHaveLength(1);
    expect(ends.filter((end) => end.event === 'fault').map((end) => end.code)).toEqual([
      'DATA_DIR_IN_USE',
      'DATA_DIR_IN_USE',
    ]);
  });

  test('listens on the loopback alone when it was given a port, and asks for the password', async () => {
    const port = await freePort();
    const program = workshop.start(lane, await workshop.madeFolder(lane), { port });
    const { url } = await program.ready();
    expect(url).toMatch(
      new RegExp(`^postgres://radar:[\\w-]{32}@127\\.0\\.0\\.1:${port}/radarstore$`),
    );
    const database = await connectDatabase(poolOptions({ url: url ?? '' }));
    try {
      const rows = await database.query(
        'test.listen',
        sql`select current_setting('listen_addresses') as on`,
      );
      expect(rows).toEqual([{ on: '127.0.0.1' }]);
    } finally {
      await database.close();
    }
    const wrong = String(url).replace(/radar:[^@]+@/, 'radar:wrong@');
    await expect(connectDatabase(poolOptions({ url: wrong }))).rejects.toMatchObject({
      code: 'DATABASE_REFUSED',
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = addressPort(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
