import { expect, test } from 'vitest';
import { requireInstant } from '../../src/core/index.ts';
import { keepDeadLetters } from '../../src/ingest/dead-letters/index.ts';
import { checkDeadLetters, type DeadLetter, originalText } from '../../src/ingest/index.ts';
import { createTestDatabase } from '../support/database.ts';

const NOW = requireInstant('2026-03-10T12:00:00Z', 'now');
const MINUTE = 60_000_000;

const letters = (count: number, minutesAgo: number, reason: string): DeadLetter[] =>
  Array.from({ length: count }, (_, index) => ({
    dataset: 'logs',
    receiver: 'otlp',
    receivedAt: NOW - minutesAgo * MINUTE,
    reason,
    message: 'm',
    original: Buffer.from(`${reason} ${index}`),
  }));

test('readiness is degraded while more records than the budget were refused within an hour', async () => {
  const db = await createTestDatabase('postgres');
  const { database } = db;
  const keep = (given: DeadLetter[]) =>
    database.transaction('test.keep', (session) => keepDeadLetters(database, session, given));
  const check = (now = NOW) => checkDeadLetters(database, { budget: 4, now });
  try {
    expect(await check()).toMatchObject({ name: 'dead_letters', state: 'ok' });
    await keep([...letters(3, 5, 'bad_id'), ...letters(9, 61, 'too_old'), ...letters(1, 1, 'new')]);
    expect(await check()).toMatchObject({ state: 'ok', detail: { letters: 4, over: false } });

    await keep(letters(4, 2, 'bad_time'));
    const over = await check();
    expect(over).toMatchObject({ state: 'degraded', detail: { letters: 4, over: true } });
    expect(over.message).toContain('for logs because of bad_time');
    expect(over.hint).toContain('radarstore dead-letters list');

    expect(await check(NOW + 60 * MINUTE)).toMatchObject({ state: 'ok' });
  } finally {
    await db.drop();
  }
});

test('a record is text where its bytes are, and base64 where text would lose something', () => {
  expect(originalText(Buffer.from('Zürich\n'))).toEqual({ encoding: 'utf8', text: 'Zürich\n' });
  for (const bytes of [Buffer.from([0xff, 0x41]), Buffer.from('a\u0000b'), Buffer.from([0xc3])]) {
    const { encoding, text } = originalText(bytes);
    expect(encoding).toBe('base64');
    expect(Buffer.from(text, 'base64')).toEqual(bytes);
  }
});
