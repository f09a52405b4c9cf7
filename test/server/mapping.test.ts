import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROTON_OBJECTS } from '../../src/catalogue/index.ts';
import { type Body, type Served, serve } from './served.ts';

describe('GET /api/mapping', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
    await served.observe({ deviceId: 'default:192.0.2.7' });
  });
  afterAll(async () => served?.close());
  const entry = (body: Body, name: string) =>
    [...(body.objects ?? [])].find((one) => String(one.object) === name);

  test('lists every object with its targets, and counts what is missing', async () => {
    const { status, body } = await served.get('/api/mapping?exact=true');
    expect(status).toBe(200);
    expect(body.database).toEqual({
      engine: 'postgres',
      schema: 'radar',
      maintenance_interval_seconds: 600,
    });
    expect([...(body.objects ?? [])].map((one) => one.object)).toEqual(Object.keys(PROTON_OBJECTS));
    expect(body.summary).toMatchObject({ objects: 47, gaps: { relation: 0 } });
    expect(entry(body, 'unified_devices')).toMatchObject({
      kind: 'versioned_kv',
      seed: { status: 'existing', target: 'unified_devices', retention_days: null },
      targets: [
        {
          dataset: 'unified_devices',
          role: 'main',
          present: true,
          rows: 1,
          rows_exact: true,
          retention: { declared_seconds: null },
          handled_by: {
            writer: ['inventory'],
            reader: ['devices', 'capabilities', 'interfaces', 'sweeps', 'topology'],
          },
        },
      ],
    });
  });

  test('labels an estimate as one', async () => {
    const { body } = await served.get('/api/mapping');
    const targets = [...(body.objects ?? [])].flatMap((one) => [...(one.targets ?? [])]);
    expect(targets.every((one) => !one.rows_exact)).toBe(true);
  });
});
