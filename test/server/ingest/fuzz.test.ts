import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packSnappy } from '../../../src/ingest/index.ts';
import { count, lines, post, type Served, serve } from './sender.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

/** Runs of each property; each is one or two requests with what they store. */
const RUNS = { numRuns: 40 };

const cpu = { timestamp: '2026-03-10T11:59:00Z', device_id: 'd', core_id: 1, label: 'ä' };
const event = { specversion: '1.0', id: '1', source: 's', type: 't', data: { host: 'h' } };

/** Bytes in which some were changed, taken out or put in. */
const damaged = (body: string) =>
  fc
    .array(fc.tuple(fc.nat(body.length * 2), fc.nat(255), fc.nat(2)), { maxLength: 6 })
    .map((changes) => {
      const bytes = [...Buffer.from(body)];
      for (const [at, byte, how] of changes)
        bytes.splice(at, how === 0 ? 0 : 1, ...(how === 1 ? [] : [byte]));
      return Buffer.from(bytes);
    });

describe('whatever bytes come,', () => {
  test.each([
    ['/api/ingest/cpu_metrics', 'application/x-ndjson', lines(cpu, { ...cpu, core_id: 2 })],
    ['/api/ingest/cpu_metrics', 'application/json', JSON.stringify([cpu, cpu], null, 1)],
    ['/api/events', 'application/cloudevents+json', JSON.stringify(event)],
    ['/api/events', 'application/cloudevents-batch+json', JSON.stringify([event, event])],
    [
      '/api/ingest/payload/sysmon',
      'application/json',
      '{"status":{"host_ip":"192.0.2.1","cpus":[]}}',
    ],
  ])(
    '%s answers %s by its contract, and never with a fault of its own',
    async (url, type, body) => {
      const bytes = fc.oneof(damaged(body), fc.uint8Array({ maxLength: 100 }).map(Buffer.from));
      await fc.assert(
        fc.asyncProperty(bytes, async (payload) => {
          const answer = await post(served.app, url, payload, { type });
          expect([200, 400]).toContain(answer.status);
          if (String(answer.body.code) === 'REQUEST_INVALID') return;
          const { accepted, duplicates, conflicts, rejected_count: rejected } = answer.body;
          const kept = Number(accepted) + Number(duplicates) + Number(conflicts);
          expect(Number.isInteger(kept)).toBe(true);
          expect(answer.status).toBe(kept > 0 || Number(rejected) === 0 ? 200 : 400);
          expect(answer.body.rejected).toHaveLength(Number(rejected));
        }),
        RUNS,
      );
    },
  );

  test('remote write answers by its contract', async () => {
    const snappy = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => packSnappy(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(snappy, async (payload) => {
        const answer = await post(served.app, '/api/v1/write', Buffer.from(payload), {
          type: 'application/x-protobuf',
          headers: { 'content-encoding': 'snappy' },
        });
        expect([204, 400, 413]).toContain(answer.status);
      }),
      RUNS,
    );
  });
});

test('every line of a request is counted once, as a row or as refused', async () => {
  const line = fc.oneof(
    fc.nat(30).map((core) => JSON.stringify({ ...cpu, core_id: core })),
    fc.constantFrom('{', '[]', '{"core_id":1.5}', '{"nothing":1}', '"text"', '{"core_id":NaN}'),
    fc.string({ minLength: 1, unit: 'binary' }).map((text) => `x${text.replaceAll('\n', '')}`),
  );
  await served.db.database.script('test.empty', 'truncate radar.cpu_metrics');
  const cores = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (others) => {
      // The first line says that they are lines.
      const all = [JSON.stringify(cpu), ...others];
      const { body } = await post(served.app, '/api/ingest/cpu_metrics', all.join('\n'));
      const { accepted, duplicates, conflicts, rejected_count: rejected } = body;
      const counted = [accepted, duplicates, conflicts, rejected].map(Number);
      expect(counted.reduce((sum, one) => sum + one, 0)).toBe(all.length);
      for (const one of all) if (one.startsWith('{"timestamp"')) cores.add(one);
      expect(await count(served, 'cpu_metrics')).toBe(cores.size);
    }),
    RUNS,
  );
});
