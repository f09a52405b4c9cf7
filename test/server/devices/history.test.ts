import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { type Served, serve } from '../served.ts';
import { deviceUrl, send, tell } from './asked.ts';

let served: Served;
/** The database stamps what changes, so its time is the present here. */
let present = 0;

async function tick(): Promise<number> {
  const [row] = await served.db.database.query<{ readonly now: number }>(
    'test.now',
    sql`select clock_timestamp() as now`,
  );
  present = Math.max(present + 1, row?.now ?? 0);
  served.clock.set(present);
  return present;
}

beforeAll(async () => {
  served = await serve();
  await tick();
});
afterAll(async () => served?.close());

const minutesAgo = (minutes: number) => formatInstant(present - minutes * 60_000_000);
const read = (id: string, rest = '') => served.get(deviceUrl(id, rest));
const atText = (at: number) => `?at=${encodeURIComponent(formatInstant(at))}`;

describe('the history of a device', () => {
  const id = 'default:192.0.2.10';
  const times: number[] = [];
  const saidAt = (minutes: number) => formatInstant((times[0] ?? 0) - minutes * 60_000_000);
  const said = (minutes: number, more: object) => ({
    ip: '192.0.2.10',
    source: 'snmp',
    timestamp: saidAt(minutes),
    ...more,
  });

  beforeAll(async () => {
    times.push(await tick());
    await tell(served, said(50, { hostname: 'one', metadata: { site: 'Ulm' } }));
    times.push(await tick());
    await tell(served, said(40, { hostname: 'two', is_available: true }));
    times.push(await tick());
    await tell(served, said(30, { hostname: 'three', source: 'netbox', is_available: false }));
    times.push(await tick());
    await send(served, { method: 'DELETE', url: deviceUrl(id) });
    times.push(await tick());
    await tell(served, { ...said(0, { hostname: 'four' }), timestamp: formatInstant(present) });
    times.push(await tick());
  });

  test('tells what the inventory believed at an instant', async () => {
    const asOf = async (index: number) => (await read(id, atText(times[index] ?? 0))).body;
    expect(await asOf(0)).toEqual({
      device_id: id,
      at: formatInstant(times[0] ?? 0),
      known: false,
      hidden_by: null,
      fields: {},
    });
    expect(await asOf(1)).toMatchObject({
      known: true,
      fields: {
        hostname: 'one',
        is_available: null,
        metadata: { site: 'Ulm' },
        device_type: 'network_device',
        discovery_sources: ['snmp'],
      },
    });
    expect(await asOf(2)).toMatchObject({ fields: { hostname: 'two', is_available: true } });
    expect(await asOf(3)).toMatchObject({
      hidden_by: null,
      fields: { hostname: 'three', is_available: false, discovery_sources: ['netbox', 'snmp'] },
    });
    expect(await asOf(4)).toMatchObject({ known: true, hidden_by: 'deletion' });
    expect(await asOf(5)).toMatchObject({ hidden_by: null, fields: { hostname: 'four' } });
  });

  test('lists changes, the newest first, with who said so and when', async () => {
    const { body } = await read(id, '/changes?field=hostname');
    expect(body).toMatchObject({ device_id: id, next_cursor: null });
    const hostnames = body.changes?.map(({ before, after, source }) => [before, after, source]);
    expect(hostnames?.[0]).toEqual(['three', 'four', 'snmp']);
    expect(hostnames).toEqual(
      expect.arrayContaining([
        ['one', 'two', 'snmp'],
        ['two', 'three', 'netbox'],
      ]),
    );
    const first = body.changes?.at(-1);
    expect(first).toMatchObject({ before: 'one', after: 'two', observed_at: saidAt(40) });
    expect(String(first?.changed_at) > formatInstant(times[1] ?? 0)).toBe(true);
    expect(String(first?.changed_at) < formatInstant(times[2] ?? 0)).toBe(true);
  });

  test('is told page by page, each change once', async () => {
    const whole = (await read(id, '/changes?limit=1000')).body.changes ?? [];
    const walked: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const onward: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await read(id, `/changes?limit=2${onward}`);
      expect(status).toBe(200);
      walked.push(...(body.changes ?? []));
      expect(walked.length).toBeLessThanOrEqual(whole.length);
      cursor = body.next_cursor as unknown as string | null;
    }
    expect(walked).toEqual([...whole]);
  });

  test('tells since when each field has its value at an instant', async () => {
    const { body } = await read(id, `/changes${atText(times[3] ?? 0)}`);
    const hostname = body.changes?.find(({ field }) => String(field) === 'hostname');
    expect(hostname).toMatchObject({ before: 'two', after: 'three', source: 'netbox' });
  });

  test.each([
    ['?at=yesterday', 'at'],
    ['?at=2001-01-01T00:00:00Z', 'more than 90 days ago'],
    ['?at=2999-01-01T00:00:00Z', 'has yet to come'],
    ['/changes?at=2999-01-01T00:00:00Z', 'has yet to come'],
    ['/changes?start=tomorrow', 'start'],
    ['/changes?at=2026-01-01T00:00:00Z&field=ip', 'goes with no other one'],
    ['/changes?cursor=made-up', 'none that this server gave'],
  ])('cannot be asked for with %s', async (rest, told) => {
    const { status, body } = await read(id, rest);
    expect(status).toBe(400);
    expect(body.message).toContain(told);
  });
});

describe('the explanation of a device', () => {
  const id = 'default:192.0.2.20';
  const by = (name: string) => ({ agent_id: `agent-${name}`, poller_id: `poller-${name}` });

  test('tells of each field its value, who said it when, and what it beat', async () => {
    await tick();
    const [early, late] = [minutesAgo(20), minutesAgo(10)];
    const device = { ip: '192.0.2.20', mac: '02:20:00:00:00:01' };
    await tell(
      served,
      {
        ...device,
        ...by('a'),
        source: 'snmp',
        hostname: 'old',
        timestamp: early,
        metadata: { site: 'Ulm', rack: '1' },
      },
      {
        ...device,
        ...by('b'),
        source: 'netbox',
        hostname: 'new',
        timestamp: late,
        metadata: { rack: '2' },
      },
    );
    const { status, body } = await read(id, '/explain');
    expect(status).toBe(200);
    const field = (name: string) => body.fields?.find((one) => String(one.field) === name);
    expect(field('hostname')).toMatchObject({
      value: 'new',
      won: { value: 'new', source: 'netbox', at: late, reported_id: id, ...by('b') },
      beaten: [{ value: 'old', source: 'snmp', at: early, reported_id: id, ...by('a') }],
    });
    expect(field('attributes.rack')).toMatchObject({
      value: '2',
      won: { source: 'netbox' },
      beaten: [{ value: '1', source: 'snmp', at: early }],
    });
    expect(field('attributes.site')).toMatchObject({ value: 'Ulm', won: { source: 'snmp' } });
    expect(field('is_available')).toMatchObject({ value: null, won: null });
    expect(body.identities).toMatchObject([
      { kind: 'mac', value: '02:20:00:00:00:01', reported_id: id },
    ]);
    expect(body.observations?.map(({ hostname }) => hostname)).toEqual(['new', 'old']);
    expect(body.separations).toEqual([]);
    const one = await read(id, '/explain?observations=1');
    expect(one.body.observations).toHaveLength(1);
  });

  test('says the confidence that decides between what was said at the same time', async () => {
    await tick();
    const same = { ip: '192.0.2.21', timestamp: minutesAgo(5) };
    await tell(
      served,
      { ...same, source: 'manual', hostname: 'by-hand' },
      { ...same, source: 'snmp', hostname: 'by-machine' },
    );
    const { body } = await read('default:192.0.2.21', '/explain');
    const field = body.fields?.find((one) => String(one.field) === 'hostname');
    expect(field).toMatchObject({ value: 'by-hand', beaten: [{ value: 'by-machine' }] });
    const [beaten] = field?.beaten ?? [];
    expect(Number(field?.won?.confidence)).toBeGreaterThan(Number(beaten?.confidence));
  });
});

describe('a separation by hand', () => {
  const MAC = '02:30:00:00:00:01';
  const identity = `mac:${MAC}`;
  const from = 'netbox:4711';
  const post = (id: string, what: 'separate' | 'rejoin', json: unknown) =>
    send(served, { url: deviceUrl(id, `/${what}`), json });

  beforeAll(async () => {
    await tick();
    await tell(
      served,
      {
        ip: '192.0.2.30',
        source: 'netbox',
        mac: MAC,
        hostname: 'planned',
        metadata: { netbox_device_id: '4711' },
        timestamp: minutesAgo(30),
      },
      { ip: '192.0.2.31', source: 'snmp', mac: MAC, hostname: 'met', timestamp: minutesAgo(20) },
    );
  });

  test('makes two devices of one, tells why, and is taken back without a trace in the values', async () => {
    const before = (await read('default:192.0.2.31')).body;
    const id = String(before.device_id);
    expect((await read('default:192.0.2.30')).body.device_id).toBe(id);
    await tick();
    const parted = await post(id, 'separate', { identity, from, reason: 'a spare part' });
    expect(parted.body).toMatchObject({ identity, from });
    const { devices } = parted.body;
    expect(devices?.identity).not.toBe(devices?.from);
    const [met, planned] = await Promise.all([
      read(String(devices?.identity)),
      read(String(devices?.from)),
    ]);
    expect([met.body.hostname, planned.body.hostname]).toEqual(['met', 'planned']);
    for (const one of [devices?.identity, devices?.from]) {
      const { body } = await read(String(one), '/explain');
      expect(body.separations).toMatchObject([{ actor: 'local', reason: 'a spare part' }]);
      expect([body.separations?.[0]?.identity, body.separations?.[0]?.from].sort()).toEqual(
        [identity, from].sort(),
      );
    }

    // Whatever is observed, they stay apart.
    await tick();
    await tell(served, {
      ip: '192.0.2.31',
      source: 'snmp',
      mac: MAC,
      hostname: 'met',
      timestamp: minutesAgo(10),
    });
    expect((await read('default:192.0.2.31')).body.hostname).toBe('met');
    expect((await read('default:192.0.2.30')).body.hostname).toBe('planned');

    await tick();
    const joined = await post(String(devices?.from), 'rejoin', { identity, from });
    expect(joined.status).toBe(200);
    expect(joined.body.devices?.identity).toBe(joined.body.devices?.from);
    const after = (await read('default:192.0.2.31')).body;
    expect(after.device_id).toBe(id);
    const { body } = await read(id, '/explain');
    expect(body.separations).toEqual([]);
    expect(body.history?.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['separate', 'rejoin']),
    );
  });

  test.each([
    ['separate', { identity: 'mac:02:FF:00:00:00:01' }, 404, 'It has '],
    ['separate', { identity: from, from }, 409, 'cannot be parted from itself'],
    ['separate', { identity: 'the left one' }, 400, 'kind:value'],
    ['separate', {}, 400, '"identity" is missing'],
    ['separate', { identity, form: from }, 400, 'Did you mean "from"?'],
    ['rejoin', { identity }, 400, '"from" is missing'],
    ['rejoin', { identity, from }, 404, 'Nobody parted'],
  ] as const)('answers %s of %j by %i, and says what to do', async (what, json, status, told) => {
    const answer = await post('default:192.0.2.30', what, json);
    expect(answer.status).toBe(status);
    expect(`${answer.body.message} ${answer.body.hint}`).toContain(told);
  });

  test('of what is no device is answered 404', async () => {
    expect((await post('nobody', 'separate', { identity })).body.code).toBe('NOT_FOUND');
  });
});
