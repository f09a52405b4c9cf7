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
    expect(body.engine).toMatchObject({
      name: 'postgres',
      embedded: true,
      server_version: served.db.database.engine.serverVersion,
      timescaledb_version: null,
      layout: 'partitions',
    });
    expect(body.schema).toMatchObject({ name: 'radar' });
    expect(body.maintenance).toMatchObject({
      interval_seconds: 600,
      last_run: null,
      last_error: null,
      leader: { led: false, holder: null, since: null, epoch: 0 },
    });
    expect(body.maintenance?.jobs).toContainEqual(
      expect.objectContaining({ job: 'drop_chunks', state: 'never', next_run: null, runs: 0 }),
    );
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
        catalogue_seconds: 259_200,
        chosen: null,
        effective_seconds: null,
        enforced_by: null,
        reason: 'no process has run maintenance lately',
      },
    });
    expect(memory?.bytes).toBeGreaterThan(0);
  });

  test('tells each capability of the engine, with the reason where it is missing', async () => {
    const { body } = await served.get('/api/storage');
    const told = [...(body.engine?.capabilities ?? [])];
    expect(told).toEqual(served.db.database.capabilities);
    expect(told.find((one) => String(one.name) === 'columnstore')).toMatchObject({
      present: false,
      reason: expect.stringMatching(/^Plain PostgreSQL has none/),
      needed: false,
    });
    expect(told.find((one) => String(one.name) === 'writable')).toMatchObject({
      present: true,
      reason: null,
      hint: null,
    });
  });

  test('does not know how many rows a view has, unless they are counted', async () => {
    const viewOf = async (search: string) => {
      const { body } = await served.get(`/api/storage${search}`);
      return body.datasets?.find((one) => String(one.name) === 'poller_statuses');
    };
    expect(await viewOf('')).toMatchObject({ kind: 'view', rows: null, bytes: null });
    expect(await viewOf('?exact=true')).toMatchObject({ rows: 0, rows_exact: true, bytes: null });
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
