import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { type Served, serve } from '../served.ts';
import { send, tell } from './asked.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

const HEADER = 'x-serviceradar-stats-';

test('the numbers of an empty inventory are zeros with the present time', async () => {
  const { status, headers, body } = await served.get('/api/stats');
  expect(status).toBe(200);
  expect(body).toEqual({
    timestamp: '2026-03-10T12:00:00.000Z',
    total_devices: 0,
    available_devices: 0,
    unavailable_devices: 0,
    active_devices: 0,
    devices_with_collectors: 0,
    devices_with_icmp: 0,
    devices_with_snmp: 0,
    devices_with_sysmon: 0,
    partitions: [],
  });
  expect(headers[`${HEADER}raw-records`]).toBe('0');
});

test('the numbers tell of each partition what there is, and the headers what was not counted', async () => {
  await tell(
    served,
    { ip: '192.0.2.1', source: 'snmp', is_available: true },
    { ip: '192.0.2.2', source: 'snmp', is_available: false },
    { ip: '192.0.2.3', source: 'snmp', partition: 'west', timestamp: '2026-03-09T11:00:00Z' },
    { ip: '192.0.2.4', source: 'snmp', partition: 'west' },
    { service_type: 'agent', service_id: 'a1', is_available: true },
  );
  await send(served, { method: 'DELETE', url: '/api/devices/west:192.0.2.4' });
  // The first answer tells of what was counted before, and has it counted anew.
  served.clock.advance(60_000);
  const old = await served.get('/api/stats');
  expect(old.body.total_devices).toBe(0);
  expect(old.headers[`${HEADER}age-ms`]).toBe('60000');
  await until('the devices are counted', async () => {
    const { body } = await served.get('/api/stats');
    return Number(body.total_devices) > 0;
  });
  const { headers, body } = await served.get('/api/stats');
  expect(body).toMatchObject({
    timestamp: '2026-03-10T12:01:00.000Z',
    total_devices: 4,
    available_devices: 2,
    unavailable_devices: 2,
    active_devices: 3,
    partitions: [
      { partition_id: 'default', device_count: 2, active_count: 2, available_count: 1 },
      { partition_id: 'serviceradar', device_count: 1, available_count: 1 },
      { partition_id: 'west', device_count: 1, active_count: 0, available_count: 0 },
    ],
  });
  const told = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(HEADER) ? [[name.slice(HEADER.length), value]] : [],
    ),
  );
  expect(told).toEqual({
    'raw-records': '5',
    'processed-records': '4',
    'skipped-nil': '0',
    'skipped-tombstoned': '1',
    'skipped-service-components': '0',
    'skipped-non-canonical': '0',
    'skipped-sweep-only': '0',
    timestamp: '2026-03-10T12:01:00.000Z',
    'age-ms': '0',
  });
  expect(headers['cache-control']).toContain('no-store');
});

test('the numbers take no parameter', async () => {
  const { status, body } = await served.get('/api/stats?partition=west');
  expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
});
