import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NewRow } from '../../../src/catalogue/index.ts';
import { sql } from '../../../src/database/index.ts';
import { MOST_ORIGINAL_BYTES, trimDeadLetters } from '../../../src/ingest/dead-letters/index.ts';
import type { DeadLetter, Origin, Writer } from '../../../src/ingest/index.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { startTestWriter } from './writing.ts';

const NOW = Date.now() * 1_000;

interface Letter {
  readonly dataset: string | null;
  readonly reason: string;
  readonly field: string | null;
  readonly original: Buffer;
  readonly original_bytes: number;
  readonly cut: boolean;
  readonly content_type: string | null;
  readonly attributes: object;
  readonly received_at: number;
  readonly times_received: number;
  readonly last_received_at: number;
}

describeEachEngine('a dead letter', (engine) => {
  let db: TestDatabase;
  let writer: Writer;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  beforeEach(async () => {
    await writer?.stop(1_000);
    await db.database.script('test.empty', 'truncate radar.dead_letters, radar.memory_metrics');
    writer = startTestWriter(db.database);
  });
  afterAll(async () => {
    await writer?.stop(1_000);
    await db.drop();
  });
  const letters = () =>
    db.database.query<Letter>('test.letters', sql`select * from radar.dead_letters order by id`);
  const row = (device = 'default:192.0.2.1'): NewRow<'memory_metrics'> => ({
    timestamp: NOW,
    device_id: device,
  });
  const origin = (more: Partial<Origin> = {}): Origin => ({
    receiver: 'http',
    receivedAt: NOW,
    contentType: 'application/json',
    original: (dataset, index) => Buffer.from(`${dataset} ${index}`),
    attributes: (_, index) => ({ subject: `s.${index}` }),
    ...more,
  });
  const letter = (more: Partial<DeadLetter> = {}): DeadLetter => ({
    dataset: null,
    receiver: 'nats',
    receivedAt: NOW,
    reason: 'unreadable',
    message: 'this is no JSON',
    original: Buffer.from('{"a":'),
    ...more,
  });

  test('is kept of each row that the store refuses, with what sending it again needs', async () => {
    const tooLong = Buffer.alloc(6_000, 'x'.repeat(7)).map(
      (_, n) => 33 + ((n * 7_919 + n * n) % 90),
    );
    const rows = [
      { ...row(), usage_percent: Number.NaN },
      row(),
      row(Buffer.from(tooLong).toString('latin1')),
      { ...row(), timestamp: 1 },
    ];
    const outcome = await writer.write({ rows: { memory_metrics: rows }, origin: origin() });
    const refused = outcome.memory_metrics?.refused ?? [];
    const told = refused.map(({ index, field, reason }) => [index, field, reason]);
    expect(told).toEqual([
      [0, 'usage_percent', 'not_finite'],
      ...(refused.length === 3 ? [[2, null, 'bad_value']] : []),
      [3, 'timestamp', 'too_old'],
    ]);
    const kept = await letters();
    expect(kept.map((one) => [one.field, one.reason]).sort()).toEqual(
      refused.map(({ field, reason }) => [field, reason]).sort(),
    );
    expect(kept.find((one) => one.reason === 'too_old')).toMatchObject({
      dataset: 'memory_metrics',
      original: Buffer.from('memory_metrics 3'),
      cut: false,
      content_type: 'application/json',
      attributes: { subject: 's.3' },
      received_at: NOW,
    });
  });

  test('that a receiver brings is kept with the rows beside it', async () => {
    await writer.write({ rows: { memory_metrics: [row()] }, deadLetters: [letter()] });
    await writer.write({ rows: {}, deadLetters: [letter({ original: Buffer.from('other') })] });
    expect(await letters()).toMatchObject([
      { dataset: null, reason: 'unreadable', attributes: {} },
      { original: Buffer.from('other') },
    ]);
  });

  test('is not kept where the batch is not stored', async () => {
    const failing = writer.write({
      rows: {},
      deadLetters: [letter()],
      alongside: () => Promise.reject(new TypeError('no')),
    });
    await expect(failing).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await letters()).toEqual([]);
  });

  test('that comes again is the same letter, received once more', async () => {
    await writer.write({ rows: {}, deadLetters: [letter(), letter()] });
    await writer.write({ rows: {}, deadLetters: [letter({ receivedAt: NOW + 5 })] });
    expect(await letters()).toMatchObject([
      { times_received: 2, received_at: NOW, last_received_at: NOW + 5 },
    ]);
  });

  test('is cut where it is longer than what is kept, and says so', async () => {
    const original = Buffer.alloc(MOST_ORIGINAL_BYTES + 7, 'a');
    await writer.write({ rows: {}, deadLetters: [letter({ original })] });
    const [kept] = await letters();
    expect(kept).toMatchObject({ cut: true, original_bytes: original.length });
    expect(kept?.original).toHaveLength(MOST_ORIGINAL_BYTES);
  });

  test('takes whatever bytes and words came', async () => {
    const original = Buffer.from([0, 0xff, 0x5c, 0x0a]);
    const words = { message: 'a\u0000b\ud800', attributes: { 'k\u0000': '\ud800' } };
    await writer.write({ rows: {}, deadLetters: [letter({ original, ...words })] });
    expect(await letters()).toMatchObject([
      { original, message: 'ab\ufffd', attributes: { k: '\ufffd' } },
    ]);
  });

  test('of what is secret is never kept', async () => {
    const user = {
      id: 'u',
      password_hash: 'secret',
      is_active: 'maybe',
    } as object as NewRow<'users'>;
    const outcome = await writer.write({ rows: { users: [user] }, origin: origin() });
    expect(outcome.users?.refused).toHaveLength(1);
    expect(await letters()).toEqual([]);
  });

  test('that is among the oldest goes when there are too many, or too large ones', async () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      letter({ original: Buffer.alloc(1_000, `${n} `) }),
    );
    for (const one of many) await writer.write({ rows: {}, deadLetters: [one] });
    const left = async () => (await letters()).map((one) => Number.parseInt(`${one.original}`, 10));
    expect(await trimDeadLetters(db.database, { letters: 15, bytes: 1e9 })).toBe(5);
    expect(await left()).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(await trimDeadLetters(db.database, { letters: 15, bytes: 3_500 })).toBe(12);
    expect(await left()).toEqual([17, 18, 19]);
    expect(await trimDeadLetters(db.database, { letters: 15, bytes: 3_500 })).toBe(0);
  });
});
