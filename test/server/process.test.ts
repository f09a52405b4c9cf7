import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/database/index.ts';
import { NOW, type Served, serve } from './served.ts';

describe('the routes of the process', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(async () => served?.close());

  test('/healthz tells that the process is alive and for how long', async () => {
    served.clock.advance(2_500);
    const { status, body } = await served.get('/healthz');
    expect([status, body.state]).toEqual([200, 'ok']);
    expect(body.uptime_seconds).toBeCloseTo(2.5, 6);
    served.clock.set(NOW);
  });

  test('/readyz is ready while nothing failed, and gives every finding', async () => {
    served.health.register('schema', () => ({
      name: 'schema',
      state: 'ok',
      message: 'Is current.',
    }));
    served.health.register('queues', () => ({
      name: 'queues',
      state: 'degraded',
      message: 'It is full.',
      hint: 'Wait.',
      detail: { rows: 5, parts: { a: [1, null] } },
    }));
    const degraded = await served.get('/readyz');
    expect(degraded.status).toBe(200);
    expect(degraded.body).toEqual({
      state: 'degraded',
      checks: [
        { name: 'schema', state: 'ok', message: 'Is current.' },
        {
          name: 'queues',
          state: 'degraded',
          message: 'It is full.',
          hint: 'Wait.',
          detail: { rows: 5, parts: { a: [1, null] } },
        },
      ],
    });
    served.health.register('schema', () => {
      throw new Error('It is gone');
    });
    const failed = await served.get('/readyz');
    expect([failed.status, failed.body.state]).toEqual([503, 'failed']);
    expect(failed.body.checks?.[0]).toMatchObject({ state: 'failed', message: 'It is gone' });
  });

  test('/version tells the program, the schema that it needs and where it runs', async () => {
    expect((await served.get('/version')).body).toEqual({
      name: 'radarstore',
      version: '1.2.3',
      schema_version: expect.any(Number),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    });
  });

  test('/api/self tells the device of this host and the present', async () => {
    expect((await served.get('/api/self')).body).toEqual({ ...served.parts.self(), now: NOW });
  });

  test('/metrics counts requests by the pattern of their route, never by their address', async () => {
    await served.get('/api/devices/one');
    await served.get('/api/devices/two');
    await served.get('/api/devices/three/sysmon/cpu');
    await served.get('/no/such/address');
    await served.get('/another', { accept: 'text/html' });
    await served.app.inject({ method: 'DELETE', url: '/api/devices' });
    const answer = await served.get('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const counted = (labels: string) =>
      new RegExp(`^radarstore_http_request_seconds_count\\{${labels}\\} (\\d+)$`, 'm').exec(
        answer.text,
      )?.[1];
    expect(counted('method="GET",route="/api/devices/:id",status="404"')).toBe('2');
    expect(counted('method="GET",route="/api/devices/:id/sysmon/cpu",status="200"')).toBe('1');
    expect(counted('method="GET",route="unmatched",status="404"')).toBe('2');
    expect(counted('method="DELETE",route="/api/devices",status="405"')).toBe('1');
    expect(answer.text).not.toMatch(/route="[^"]*(one|two|such)/);
  });

  test('answers are never kept by caches, and large ones are compressed where that is wanted', async () => {
    await served.db.database.execute(
      'test.devices',
      sql`insert into radar.unified_devices (device_id, partition, field_origins, source_details, metadata_by_source)
          select 'device-' || number, 'default', '{}', '{}', '{}' from generate_series(1, 100) as number`,
    );
    const url = '/api/devices';
    const plain = await served.get(url);
    expect(plain.headers['cache-control']).toBe('no-store');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const packed = await served.app.inject({ url, headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(String(packed.headers.vary)).toMatch(/accept-encoding/i);
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.text);
    const small = await served.app.inject({
      url: '/healthz',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(small.headers['content-encoding']).toBeUndefined();
  });
});
