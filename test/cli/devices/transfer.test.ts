import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { runLine, type World } from '../capture.ts';

let db: TestDatabase;
let folder: string;
const on = (line: string | readonly string[], world: World = {}) =>
  runLine(line, { environment: { DATABASE_URL: db.url, USER: 'ada' }, ...world });
const json = async (line: string) => JSON.parse((await on(`${line} --json`)).out);

beforeAll(async () => {
  db = await createTestDatabase('postgres');
  folder = await mkdtemp(join(tmpdir(), 'radarstore-devices-'));
});
afterAll(async () => {
  await db?.drop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

describe('devices import', () => {
  const LINES = [
    'ip,hostname,mac,device_type,metadata.rack,is_available',
    '198.51.100.1,alpha,02-00-00-00-0b-01,router,7,yes',
    '198.51.100.2,"be""ta, the second",,switch,,no',
    ',nobody,,,,',
    '198.51.100.4,delta,,,,perhaps',
    '',
    '198.51.100.5,epsilon,,,,',
  ];
  const REFUSED =
    /line 4: nothing names the device.*\nline 5: is_available is "perhaps".* \[bad_value\]\n$/;

  test('checks a CSV without storing it, takes over its good lines, and names each bad one', async () => {
    const file = join(folder, 'people.csv');
    await writeFile(file, `\uFEFF${LINES.join('\r\n')}\r\n`);
    expect(await on(`devices import ${file} --partition people --dry-run`)).toMatchObject({
      code: 1,
      out: '5 lines were read, nothing was stored: 3 can be taken over, 2 were refused.\n',
      err: expect.stringMatching(REFUSED),
    });
    expect((await json('devices list --partition people')).total).toBe(0);
    expect(await on(`devices import ${file} --partition people`)).toMatchObject({
      code: 1,
      out: '5 lines were read: 3 were taken over, 0 were there already, 2 were refused.\n',
      err: expect.stringMatching(REFUSED),
    });
    expect(await json('devices show people:198.51.100.2')).toMatchObject({
      hostname: 'be"ta, the second',
      status: 'offline',
      discovery_info: { device_type: 'switch' },
    });
    expect((await json('devices show people:198.51.100.1')).attributes.rack).toMatchObject({
      value: '7',
      source: 'manual',
    });
  });

  test('counts on for a person, and tells a program everything at once', async () => {
    const lines = ['{"ip": "192.0.2.1"}', '', 'no JSON', '{"ip": "192.0.2.2", "hostnane": "x"}'];
    const input = lines.join('\n');
    expect((await on('devices import -', { input, terminal: true })).err).toMatch(
      /^\r3 lines are read\nline 3: .* \[not_json\]\nline 4: .*did you mean "hostname"\?/,
    );
    const told = await on('devices import - --json', { input });
    expect(told).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(told.out)).toMatchObject({
      dry_run: false,
      lines: 3,
      accepted: 1,
      rejected: [{ line: 3 }, { line: 4, field: 'hostnane', code: 'unknown_field' }],
      rejected_count: 2,
    });
  });

  test('keeps a text that would steer the terminal from it', async () => {
    const input = JSON.stringify({ ip: '192.0.2.3', hostname: '\u001b[31mred', '\u001b[2J': 1 });
    const { err } = await on('devices import -', { input });
    expect(err).toContain('\\u001b[2J');
    const good = JSON.stringify({ ip: '192.0.2.3', metadata: { banner: '\u001b[31mred' } });
    expect((await on('devices import -', { input: good })).code).toBe(0);
    expect((await on('devices show default:192.0.2.3')).out).toMatch(/^banner +\\u001b\[31mred /m);
  });

  test('may be done twice with instants of its own, and stores nothing new then', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const input = `{"ip": "192.0.2.4", "hostname": "twice", "timestamp": "${at}"}\n`;
    expect((await on('devices import -', { input })).out).toContain('1 were taken over, 0 were');
    expect((await on('devices import -', { input })).out).toContain('0 were taken over, 1 were');
    const [stored] = await db.database.query<{ rows: number }>(
      'test.rows',
      sql`select count(*) as rows from radar.device_updates where hostname = 'twice'`,
    );
    expect(stored?.rows).toBe(1);
  });

  test('says what is wrong with a file', async () => {
    expect((await on('devices import')).code).toBe(2);
    for (const name of ['absent.csv', 'absent.ndjson']) {
      expect(await on(`devices import ${join(folder, name)}`)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`${name} cannot be read`),
      });
    }
    const file = join(folder, 'list.txt');
    await writeFile(file, '\n');
    expect((await on(`devices import ${file}`)).err).toContain('--format');
    expect((await on(`devices import ${file} --format ndjson`)).err).toContain('no device');
  });
});

describe('devices export', () => {
  /** What is told of devices whose ids differ by their partition. */
  const told = async (partition: string) =>
    (await on(`devices export --partition ${partition}`)).out
      .trim()
      .split('\n')
      .map((line) => {
        const { ip, hostname, metadata, mac } = JSON.parse(line);
        return { ip, hostname, metadata, mac };
      });

  test('is read again by an import, in either format, whatever texts it holds', async () => {
    const strange = [
      { device_id: 'odd:id/with "quotes", a\\slash', ip: '203.0.113.1', hostname: '=1+1' },
      {
        ip: '2001:db8:1::1',
        mac: '02:00:00:00:0c:01',
        metadata: { note: 'Zoë\nand "co", ltd', at: '@5' },
      },
    ];
    const input = strange.map((one) => `${JSON.stringify(one)}\n`).join('');
    expect(await on('devices import - --partition odd', { input })).toMatchObject({ code: 0 });
    const before = await told('odd');
    expect(before).toMatchObject([
      { ip: '2001:db8:1::1', metadata: { note: 'Zoë\nand "co", ltd' } },
      { hostname: '=1+1' },
    ]);
    for (const format of ['csv', 'ndjson']) {
      const file = join(folder, `odd.${format}`);
      expect((await on(`devices export ${file} --partition odd`)).out).toBe(
        `2 devices are in ${file}.\n`,
      );
      // As another partition, so that what is read again is what was written.
      const moved = (await readFile(file, 'utf8'))
        .replaceAll('odd:', `${format}:`)
        .replace(/(,|"partition":")odd/g, `$1${format}`);
      await writeFile(file, moved);
      expect(await on(`devices import ${file}`)).toMatchObject({ code: 0, err: '' });
      expect(await told(format)).toEqual(before);
    }
  });

  test('leaves a whole file or none, and tells a program of it', async () => {
    const file = join(folder, 'all.csv');
    await on('devices import -', { input: '{"ip": "192.0.2.9", "partition": "one"}' });
    expect(await json(`devices export ${file} --search 192.0.2.9`)).toEqual({
      file,
      format: 'csv',
      devices: 1,
    });
    expect(await readFile(file, 'utf8')).toMatch(
      /^device_id,partition,ip,.*\none:192\.0\.2\.9,one,/,
    );
    expect(await on(`devices export ${join(folder, 'no', 'way.csv')}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('way.csv cannot be written'),
    });
    expect((await on('devices export --json')).code).toBe(2);
    const left = (await readdir(folder)).filter((name) => name.endsWith('.partial'));
    expect(left).toEqual([]);
  });
});
