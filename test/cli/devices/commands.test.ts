import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/app/index.ts';
import { sql } from '../../../src/database/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { runLine, type World } from '../capture.ts';

const NOW = Date.now() * 1_000;
const MINUTE = 60_000_000;
const SWITCH = { vendor: 'Acme', device_type: 'switch' };

let db: TestDatabase;
const on = (line: string | readonly string[], world: World = {}) =>
  runLine(line, { ...world, environment: { DATABASE_URL: db.url, USER: 'ada' } });
const json = async (line: string) => JSON.parse((await on(`${line} --json`)).out);

beforeAll(async () => {
  db = await createTestDatabase('postgres');
  const store = await openStore(db.url);
  try {
    const shared = { mac: '00:1b:21:aa:bb:01', agent_id: 'agent-1', poller_id: 'poller-1' };
    const seen = [
      { ...shared, ip: '192.0.2.1', source: 'sweep', hostname: 'old-name' },
      { ...shared, ip: '192.0.2.1', source: 'snmp', hostname: 'core-sw', metadata: SWITCH },
      { ...shared, ip: '192.0.2.77', source: 'armis', metadata: SWITCH, is_available: true },
      { ip: '2001:db8::5', partition: 'west', source: 'netbox', is_available: false },
    ];
    for (const [index, one] of seen.entries()) {
      await store.observe([{ ...one, timestamp: NOW - (9 - index) * MINUTE }]);
    }
  } finally {
    await store.close();
  }
});
afterAll(async () => db?.drop());

describe('devices list and devices search', () => {
  test('show a row a device, those seen last first, and how many there are', async () => {
    const { code, out } = await on('devices list');
    expect(code).toBe(0);
    const rows = out.trim().split('\n');
    expect(rows[0]).toMatch(/^ID +IP +HOST NAME +MAC +TYPE +STATUS +LAST SEEN +SOURCES +TAGS$/);
    expect(rows[1]).toMatch(/^west:2001:db8::5 +2001:db8::5 .* offline .* netbox +-$/);
    expect(rows[2]).toMatch(
      /^default:192\.0\.2\.1 +192\.0\.2\.77 +core-sw +00:1B:21:AA:BB:01 +switch +online .* armis,snmp,sweep +-$/,
    );
  });

  test('page by the cursor that the page before tells, and say it to programs as the API does', async () => {
    const first = await on('devices list --limit 1');
    const [, cursor] = /^There are more: --cursor (\S+)$/m.exec(first.out) ?? [];
    expect(first.out).toContain('2 devices in all.');
    const second = await json(`devices list --limit 1 --cursor ${cursor}`);
    expect(second).toMatchObject({
      devices: [{ device_id: 'default:192.0.2.1', status: 'online', tags: [] }],
      next: null,
    });
    expect((await on(`devices list --status online --cursor ${cursor}`)).err).toContain(
      'The cursor belongs to another query.',
    );
  });

  test.each([
    ['by a part of the name', 'search CORE'],
    ['by a MAC as some switches print it', 'search 001b.21aa.bb01'],
    ['by a network', 'search 192.0.2.64/26'],
    ['by an id that leads to it', 'search default:192.0.2.77'],
    ['by status and source', 'list --status online --source SNMP'],
    ['by type', 'list --type switch'],
    ['by its address', 'list --ip 192.0.2.77'],
  ])('find a device %s', async (_how, line) => {
    const { devices } = await json(`devices ${line}`);
    expect(devices.map((one: { device_id: string }) => one.device_id)).toEqual([
      'default:192.0.2.1',
    ]);
  });

  test('say so when there is none, and refuse what cannot be asked', async () => {
    expect(await on('devices search nobody')).toMatchObject({
      code: 0,
      out: 'There are no such devices.\n',
    });
    for (const line of ['search', 'list --sort age', 'list --ip 10.0.0.0/8', 'list --status up']) {
      expect(await on(`devices ${line}`)).toMatchObject({
        code: 2,
        err: expect.stringContaining('USAGE_INVALID'),
      });
    }
  });
});

describe('devices show, explain and changes', () => {
  test('tell of one device, also by an id of old, and never by a mere address', async () => {
    const { out } = await on('devices show default:192.0.2.77');
    expect(out).toMatch(/^Device +default:192\.0\.2\.1$/m);
    expect(out).toMatch(/^Asked for +default:192\.0\.2\.77, which leads here$/m);
    expect(out).toMatch(/^Reported by +agent agent-1, poller poller-1$/m);
    expect(out).toMatch(/^vendor +Acme +armis +\S+Z$/m);
    expect(await json('devices show default:192.0.2.1')).toMatchObject({
      hostname: 'core-sw',
      attributes: { vendor: { value: 'Acme', source: 'armis' } },
    });
    const none = await on('devices show 192.0.2.1');
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('[NOT_FOUND]') });
    expect(none.err).toContain('radarstore devices search');
  });

  test('tell of each value who said it, and which others it beat', async () => {
    const { out } = await on('devices explain default:192.0.2.1');
    expect(out).toMatch(/^hostname +core-sw +snmp +9 /m);
    expect(out).toMatch(/^ {2}beaten +old-name +sweep +5 /m);
    expect(out).toMatch(/^mac:00:1B:21:AA:BB:01 +default:192\.0\.2\.1 /m);
    expect(out).toMatch(/^default:192\.0\.2\.77 +\S+Z$/m);
    const only = await json('devices explain default:192.0.2.1 --field hostname');
    expect(only.fields).toMatchObject([{ field: 'hostname', value: 'core-sw' }]);
    expect(only.identities.length).toBeGreaterThan(0);
    for (const { first_seen, last_seen } of only.identities) {
      expect(last_seen >= first_seen).toBe(true);
    }
    expect((await on('devices explain default:192.0.2.1 --field nmae')).err).toContain(
      'has no field "nmae"',
    );
  });

  test('tell what changed, page by page', async () => {
    const { changes } = await json('devices changes default:192.0.2.1');
    const fields = changes.map((one: { field: string }) => one.field);
    expect(fields).toEqual(expect.arrayContaining(['ip', 'hostname']));
    const { out } = await on('devices changes default:192.0.2.1 --field hostname');
    expect(out).toMatch(/^\S+Z +hostname +\S+ +\S+ +\S+ +\S+Z$/m);
    const none = 'devices changes default:192.0.2.1 --until 2020-01-01T00:00:00Z';
    expect((await on(none)).out).toBe('Nothing changed in that time.\n');
    const backwards = `${none} --since 2021-01-01T00:00:00Z`;
    expect((await on(backwards)).err).toContain('USAGE_INVALID');
  });
});

describe('devices tag', () => {
  test('adds and removes tags, writes notes, and shows them', async () => {
    const id = 'west:2001:db8::5';
    const written = await on(['devices', 'tag', id, '--add', 'core,north', '--notes', 'Rack 7']);
    expect(written.out).toMatch(/^Tags +core, north$/m);
    expect(written.out).toMatch(/^Written +\S+Z by ada@/m);
    await on(`devices tag ${id} --remove north`);
    expect(await json(`devices tag ${id}`)).toMatchObject({ tags: ['core'], notes: 'Rack 7' });
    expect((await json('devices list --tag core')).devices).toMatchObject([{ device_id: id }]);
    const cleared = await on(['devices', 'tag', id, '--notes', '']);
    expect(cleared.out).toMatch(/^Notes +-$/m);
    expect((await on(`devices tag ${id} --add ${'x'.repeat(200)}`)).code).toBe(2);
  });
});

describe('devices delete', () => {
  test('asks before, takes a no for a no, and is told by the history of the device', async () => {
    const store = await openStore(db.url);
    const spare = { ip: '198.51.100.1', source: 'snmp', hostname: 'spare' };
    try {
      await store.observe([{ ...spare, timestamp: NOW - MINUTE }]);
      const line = 'devices delete default:198.51.100.1';
      expect(await on(line)).toMatchObject({
        code: 2,
        err: expect.stringContaining('--yes'),
      });
      const asked: string[] = [];
      const refuse = async (question: string) => asked.push(question) < 0;
      expect(await on(line, { confirm: refuse })).toMatchObject({
        code: 1,
        out: 'Nothing was deleted.\n',
      });
      expect(asked).toEqual(['Delete the device default:198.51.100.1, spare?']);
      expect(await on(`${line} --yes`)).toMatchObject({
        code: 0,
        out: 'The device default:198.51.100.1 is deleted.\n',
      });
      expect((await on(`${line} --yes`)).err).toContain('[NOT_FOUND]');
      const [deletion] = await db.database.query<{ metadata: object }>(
        'test.deletion',
        sql`select metadata from radar.device_updates
             where device_id = 'default:198.51.100.1' and metadata ? '_deleted'`,
      );
      expect(deletion?.metadata).toMatchObject({ deleted_with: 'cli' });
      await store.observe([{ ...spare, timestamp: Date.now() * 1_000 + MINUTE }]);
      const { history } = await json('devices explain default:198.51.100.1');
      expect(history.map((one: { action: string }) => one.action)).toContain('delete');
    } finally {
      await store.close();
    }
  });
});

describe('devices separate and devices rejoin', () => {
  test('part an identity from a device, and take that back', async () => {
    const id = 'default:192.0.2.1';
    const store = await openStore(db.url);
    try {
      const both = { mac: '00:1b:21:aa:bb:01', metadata: { netbox_device_id: '9' } };
      await store.observe([{ ...both, ip: '192.0.2.9', source: 'netbox', timestamp: NOW }]);
    } finally {
      await store.close();
    }
    const identity = 'mac:00:1B:21:AA:BB:01';
    const parted = await on(['devices', 'separate', id, '--identity', identity]);
    expect(parted.out).toBe(`${identity} is of ${id}, netbox:9 of default:192.0.2.9.\n`);
    const back = await json(`devices rejoin ${id} --identity ${identity} --from netbox:9`);
    expect(back).toEqual({ identity, from: 'netbox:9', devices: { identity: id, from: id } });
    const none = await on(`devices separate ${id} --identity armis:7`);
    expect(none.err).toContain(`The device "${id}" has no identity armis:7.`);
    expect((await on(`devices separate ${id}`)).err).toContain('--identity is missing.');
    expect((await on(`devices separate ${id} --identity nobody`)).code).toBe(2);
  });
});
