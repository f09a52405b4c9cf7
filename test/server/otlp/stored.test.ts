import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MICROS_PER_SECOND, systemClock } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { readOtlp, startWriter, type Writer } from '../../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { attributes, bodyOf, logsOf, postOf, spansOf, TRACE } from '../../ingest/otlp/requests.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { type ReceiverUnderTest, startReceiver } from './received.ts';

const NANOS = BigInt(Math.floor(systemClock.now() / MICROS_PER_SECOND)) * 1_000_000_000n;

interface Letter {
  readonly reason: string;
  readonly field: string | null;
  readonly dataset: string;
  readonly receiver: string;
  readonly content_type: string;
  readonly attributes: object;
  readonly original: Uint8Array;
}

describeEachEngine('OTLP in a database', (engine) => {
  let db: TestDatabase;
  let writer: Writer;
  let one: ReceiverUnderTest;
  const metrics = createMetrics('test');
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    writer = startWriter({
      database: db.database,
      clock: systemClock,
      metrics,
      log: silentLogger,
    });
    one = await startReceiver({ clock: systemClock, write: (batch) => writer.write(batch) });
  });
  afterAll(async () => {
    await one.stop();
    await writer.stop(0);
    await db.drop();
  });

  const send = async (signal: 'logs' | 'traces', body: ReturnType<typeof bodyOf>) => {
    const answer = await fetch(`${one.receiver.httpUrl}/v1/${signal}`, postOf(body));
    return { status: answer.status, body: await answer.arrayBuffer() };
  };
  const count = async (relation: 'logs' | 'otel_traces') => {
    const [row] = await db.database.query<{ count: number }>(
      'test.count',
      sql`select count(*) from ${db.database.relation(relation)}`,
    );
    return row?.count;
  };

  describe('text that the database does not take', () => {
    test('is repaired, wherever it stands, and the record is stored once', async () => {
      const record = {
        timeUnixNano: NANOS,
        body: { stringValue: 'nul\0 and \ud800' },
        attributes: attributes({ 'k\0': 'v\0', list: ['\0', { '\0': '\udfff' }] }),
      };
      const body = bodyOf('logs', logsOf(record), 'json');
      for (let times = 0; times < 3; times++) {
        expect((await send('logs', body)).status).toBe(200);
      }
      const rows = await db.database.query<{ body: string; attributes: object }>(
        'test.read',
        sql`select body, attributes from ${db.database.relation('logs')}`,
      );
      expect(rows).toEqual([
        { body: 'nul and \ufffd', attributes: { k: 'v', list: ['', { '': '\ufffd' }] } },
      ]);
    });
  });

  describe('a request that cannot be read', () => {
    test('is refused, and kept as it came', async () => {
      const bytes = Uint8Array.of(0x0a, 9, 1);
      expect((await send('logs', { format: 'protobuf', bytes })).status).toBe(400);
      const letters = await db.database.query<Letter>(
        'test.letters',
        sql`select * from ${db.database.relation('dead_letters')} where dataset = 'logs'`,
      );
      expect(letters).toMatchObject([{ reason: 'malformed', original: Buffer.from(bytes) }]);
    });
  });

  describe('records that are refused', () => {
    const good = { traceId: TRACE, spanId: '0102030405060708', startTimeUnixNano: NANOS };
    const request = spansOf(
      good,
      { ...good, spanId: '01' },
      { ...good, startTimeUnixNano: 1_000_000_000n },
      { ...good, endTimeUnixNano: 2n ** 64n - 1n },
    );

    test.each(['protobuf', 'json'] as const)(
      'by receiver or writer leave their neighbours alone, in %s',
      async (format) => {
        const { status, body } = await send('traces', bodyOf('traces', request, format));
        expect(status).toBe(200);
        expect(Buffer.from(body).toString()).toContain('3 of 4 spans were refused');
        expect(await count('otel_traces')).toBe(1);
      },
    );

    test('are kept, each as a request of its own that gives the same refusal', async () => {
      const letters = await db.database.query<Letter>(
        'test.letters',
        sql`select * from ${db.database.relation('dead_letters')} where dataset = 'otel_traces'`,
      );
      expect(letters.map(({ reason }) => reason).sort()).toEqual(
        ['bad_id', 'bad_id', 'bad_value', 'bad_value', 'too_old', 'too_old'].sort(),
      );
      const { values } = await metrics.refusals.get();
      const counts = values.map(({ labels, value }) => [labels.receiver, labels.reason, value]);
      for (const reason of ['bad_id', 'bad_value', 'too_old']) {
        expect(counts).toContainEqual(['otlp', reason, 2]);
      }
      for (const letter of letters) {
        expect(letter).toMatchObject({ dataset: 'otel_traces', attributes: { signal: 'traces' } });
        const format = letter.content_type === 'application/json' ? 'json' : 'protobuf';
        const { count: records, refused } = readOtlp(
          'traces',
          { format, bytes: letter.original },
          0,
        );
        expect(records).toBe(1);
        expect(refused).toHaveLength(letter.reason === 'bad_id' ? 1 : 0);
      }
    });
  });
});
