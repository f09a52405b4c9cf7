import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL, setAccess } from '../../../src/server/auth/index.ts';
import { post } from '../ingest/sender.ts';
import { type Served, serve } from '../served.ts';
import { ago, device, send } from './world.ts';

/** Who asks is changed by the test. */
let partitions: readonly string[] | null = null;
let served: Served;

beforeAll(async () => {
  served = await serve();
  served.app.addHook('onRequest', async (request) => setAccess(request, { ...LOCAL, partitions }));
  for (const partition of ['east', 'west']) {
    await device(served, `${partition}:10.0.0.1`, { hostname: partition });
    const sweep = { last_sweep: 0, hosts: [{ host: '10.0.0.1', available: true }] };
    await send(served, 'sweep', sweep, partition);
    const face = { device_ip: '10.0.0.1', ifIndex: 1, ip_addresses: ['192.0.2.1'] };
    await send(served, 'interfaces', [face], partition);
    const seen = { local_device_ip: '10.0.0.1', protocol_type: 'LLDP', neighbor_system_name: 'x' };
    await send(served, 'topology', [seen], partition);
    const target = { available: true, host_ip: '10.0.0.1', last_poll: ago(1), oid_status: {} };
    await send(served, 'snmp', { target }, partition);
  }
});
afterAll(() => served.close());

const LISTS = [
  '/api/sweeps/hosts',
  '/api/sweeps/hosts/10.0.0.1/history',
  '/api/interfaces',
  '/api/interfaces?address=192.0.2.1',
  '/api/topology',
  '/api/topology/history',
  '/api/capabilities/matrix',
];
const OF_DEVICE = ['interfaces', 'neighbors', 'capabilities'];

describe('somebody who is confined to a partition', () => {
  test.each(LISTS)('sees at %s what belongs to it, and nothing else', async (url) => {
    partitions = null;
    const all = (await served.get(url)).text;
    expect([all.includes('"east'), all.includes('"west')]).toEqual([true, true]);
    partitions = ['east'];
    const own = (await served.get(url)).text;
    expect([own.includes('"east'), own.includes('"west')]).toEqual([true, false]);
    partitions = [];
    const none = (await served.get(url)).text;
    expect([none.includes('"east'), none.includes('"west')]).toEqual([false, false]);
  });

  test.each(LISTS)('cannot ask at %s for another one', async (url) => {
    partitions = ['east'];
    if (url.includes('.1/history') || url.includes('?')) return;
    const { text } = await served.get(`${url}?partition=west`);
    expect(text.includes('"west')).toBe(false);
  });

  test.each([
    ...OF_DEVICE.map((what) => `/api/devices/west:10.0.0.1/${what}`),
    '/api/topology?device=west:10.0.0.1',
    '/api/topology/history?device=west:10.0.0.1',
  ])('finds no %s, as if it were not there', async (url) => {
    partitions = ['east'];
    const hidden = await served.get(url);
    expect([hidden.status, hidden.body.code]).toEqual([404, 'NOT_FOUND']);
    expect((await served.get(url.replace('west', 'east'))).status).toBe(200);
  });

  test('records checks of its own devices alone', async () => {
    partitions = ['east'];
    const checks = ['east', 'west'].map((one) => ({
      device_id: `${one}:10.0.0.1`,
      capability: 'x',
    }));
    const sent = await post(served.app, '/api/capabilities', JSON.stringify(checks), {
      type: 'application/json',
    });
    expect(sent.body).toMatchObject({ accepted: 1 });
    partitions = null;
    const { text } = await served.get('/api/capabilities/matrix?capability=x');
    expect([text.includes('"east'), text.includes('"west')]).toEqual([true, false]);
  });
});
