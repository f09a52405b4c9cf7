import { afterAll, beforeAll, expect, test } from 'vitest';
import { read } from './read.ts';
import { lines, post, type Served, serve } from './sender.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

test('observations that are sent are folded into the inventory in the same transaction', async () => {
  const body = lines(
    {
      observed_at: '2026-03-10T11:58:00Z',
      ip: '192.0.2.9',
      hostname: 'old',
      discovery_source: 'snmp',
      metadata: { rack: 7, big: true },
    },
    { observed_at: '2026-03-10T11:59:00Z', ip: '192.0.2.9', hostname: 'new', partition: 'default' },
    { observed_at: '2026-03-10T11:59:00Z', hostname: 'nameless' },
  );
  const answer = await post(served.app, '/api/ingest/device_updates', body);
  expect(answer.body).toMatchObject({
    accepted: 2,
    rejected: [{ index: 2, code: 'missing_value' }],
  });
  expect((await served.get('/api/devices')).body).toMatchObject([
    { device_id: 'default:192.0.2.9', hostname: 'new' },
  ]);
  const updates = await read(served, 'device_updates');
  expect(updates.find(({ hostname }) => hostname === 'old')?.metadata).toEqual({
    rack: '7',
    big: 'true',
  });
  const again = await post(served.app, '/api/ingest/device_updates', body);
  expect(again.body).toMatchObject({ accepted: 0, duplicates: 2 });
});
