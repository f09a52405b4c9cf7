import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASETS } from '../../src/catalogue/index.ts';
import { at, type Served, serve } from './served.ts';

describe('GET /api/storage', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
    await served.write({
      memory_metrics: [
        { device_id: 'a', timestamp: at('2026-03-10T10:00:00Z') },
        { device_id: 'a', timestamp: at('2026-03-10T11:00:00Z') },
      ],
    });
  });
  afterAll(async () => served?.close());

  test('tells the engine, the schema, and each dataset with rows, bytes and retention', async () => {
    const { status, body } = await served.get('/api/storage?exact=true');
    expect(status).toBe(200);
    expect(body.engine).toEqual({
      name: 'postgres',
      embedded: true,
      server_version: served.db.database.engine.serverVersion,
      timescaledb_version: null,
      layout: 'partitions',
    });
    expect(body.schema).toMatchObject({ name: 'radar' });
    expect(body.maintenance).toEqual({ interval_seconds: 600, last_run: null, last_error: null });
    expect(body.datasets?.map((one) => one.name)).toEqual(DATASETS.map((dataset) => dataset.name));
    const memory = body.datasets?.find((one) => String(one.name) === 'memory_metrics');
    expect(memory).toMatchObject({
      kind: 'hypertable',
      rows: 2,
      rows_exact: true,
      chunk_seconds: 43_200,
      oldest: '2026-03-10T10:00:00.000Z',
      newest: '2026-03-10T11:00:00.000Z',
      retention: {
        declared_seconds: 259_200,
        effective_seconds: null,
        enforced_by: null,
        reason: 'no process has run maintenance lately',
      },
    });
    expect(memory?.bytes).toBeGreaterThan(0);
  });

  test('labels an estimate as one', async () => {
    const { body } = await served.get('/api/storage');
    expect(body.datasets?.every((one) => !one.rows_exact)).toBe(true);
  });

  test('refuses what is neither true nor false', async () => {
    expect((await served.get('/api/storage?exact=1')).body).toMatchObject({
      code: 'REQUEST_INVALID',
      message: 'The parameter "exact" is neither true nor false: "1".',
    });
  });
});
