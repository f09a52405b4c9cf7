import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lines, post } from './ingest/sender.ts';
import { type Body, NOW, type Served, serve } from './served.ts';

describe('GET /api/ingest', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(async () => served?.close());

  test('tells nothing that it does not know', async () => {
    const { status, body } = await served.get('/api/ingest');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      now: NOW,
      lines: [],
      queue: { rows: 0, bytes: 0, datasets: [] },
      batch: { count: 0, p50_seconds: null, p99_seconds: null },
      last_refusal: null,
    });
  });

  test('tells what became of the rows of each dataset and receiver, as /metrics does', async () => {
    const rows = [
      { device_id: 'a', timestamp: NOW },
      { device_id: 'b', timestamp: NOW },
      { device_id: 'b', timestamp: '2027-01-01T00:00:00Z' },
      { device_id: 'b', timestamp: '2001-01-01T00:00:00Z' },
      { device_id: 'c', timestamp: '2001-01-01T00:00:00Z' },
    ];
    for (let time = 0; time < 2; time++) {
      await post(served.app, '/api/ingest/memory_metrics', lines(...rows));
    }
    await post(served.app, '/api/ingest/memory_metrics', lines({ device_id: 'a', wrong: 1 }));
    const { body } = await served.get('/api/ingest');
    expect(body.lines).toEqual([
      {
        dataset: 'memory_metrics',
        receiver: 'http',
        received: 11,
        accepted: 2,
        duplicates: 2,
        conflicts: 0,
        refused: 7,
        abandoned: 0,
        turned_away: 0,
        reasons: [
          { reason: 'too_old', rows: 4 },
          { reason: 'too_new', rows: 2 },
          { reason: 'unknown_field', rows: 1 },
        ],
        lag_seconds: 0,
        last_stored: NOW,
      },
    ]);
    expect(body.batch).toMatchObject({ count: 3 });
    expect(body.commit).toMatchObject({ count: 3 });
    expect(Number(body.batch?.p50_seconds)).toBeLessThanOrEqual(Number(body.batch?.p99_seconds));
    expect(body.queue?.datasets).toEqual([{ dataset: 'memory_metrics', rows: 0, bytes: 0 }]);
    expect(body.dead_letters).toEqual({ kept: 7, dropped: 0 });
    expect(body.last_refusal).toMatchObject({ reason: 'unknown_field', receiver: 'http' });

    const metrics = (await served.get('/metrics')).text;
    expect(metrics).toContain(
      'radarstore_rows_total{dataset="memory_metrics",receiver="http",outcome="received"} 10',
    );
  });

  test('counts every row once: what was received has one of the outcomes', async () => {
    const { body } = await served.get('/api/ingest');
    for (const line of (body.lines ?? []) as unknown as readonly Counts[]) {
      const { received, accepted, duplicates, conflicts, refused, abandoned } = line;
      expect(accepted + duplicates + conflicts + refused + abandoned).toBe(received);
    }
  });

  test('answers while the database is away', async () => {
    const broken = { ...served.db.database, query: () => Promise.reject(new Error('away')) };
    const other = await serve({ parts: { database: broken as never } });
    try {
      expect(await other.get('/api/ingest')).toMatchObject({
        status: 200,
        body: { last_refusal: null } as unknown as Body,
      });
    } finally {
      await other.close();
    }
  });
});

interface Counts {
  readonly received: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly refused: number;
  readonly abandoned: number;
}
