import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/index.ts';
import { type DeadLetter, startWriter } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runLine, type World } from './capture.ts';

describe('the commands on dead letters', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
  });
  afterAll(async () => db?.drop());
  beforeEach(async () => {
    await db.database.script('test.empty', 'truncate radar.dead_letters, radar.memory_metrics');
    await keep(db, letter('{"device_id":"a"}'));
    await keep(db, letter('{"device_id":"b","wrong":"\\u001b \u009b2J"}'));
    await keep(db, { ...letter('\u0000\u0001'), reason: 'not_json' });
  });
  const on = (line: string, world: World = {}) =>
    runLine(line, { environment: { DATABASE_URL: db.url }, ...world });
  const ids = async (): Promise<number[]> => {
    const { letters } = JSON.parse((await on('dead-letters list --json')).out);
    return letters.map((one: { id: number }) => one.id).reverse();
  };

  test('list counts by reason and the newest letters, page by page', async () => {
    const { code, out, err } = await on('dead-letters list --limit 2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^memory_metrics +http +unknown_field +2 +2$/m);
    expect(out).toMatch(/^memory_metrics +http +not_json +1 +1$/m);
    const [first, second] = await ids();
    expect(out).toContain(`There are more: --before ${second}.`);
    const rest = JSON.parse((await on(`dead-letters list --before ${second} --json`)).out);
    expect(rest).toMatchObject({ letters: [{ id: first, attempts: 0 }], next: null });
    const none = await on('dead-letters list --receiver nats');
    expect(none).toMatchObject({ code: 0, out: 'There are no dead letters.\n' });
  });

  test('show a record as text that cannot steer the terminal, and other bytes as a dump', async () => {
    const [, second, third] = await ids();
    const { out } = await on(`dead-letters show ${second}`);
    expect(out).toContain('Reason    unknown_field: a field is not known');
    expect(out).toContain('"wrong":"\\u001b \\u009b2J"');
    expect((await on(`dead-letters show ${third}`)).out).toMatch(/^00000000 {2}00 01 +\.\.$/m);
    const json = JSON.parse((await on(`dead-letters show ${third} --json`)).out);
    expect(json.original).toEqual({ encoding: 'base64', text: 'AAE=' });
    const missing = await on('dead-letters show 999999');
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('[NOT_FOUND]') });
    expect((await on('dead-letters show x')).code).toBe(2);
  });

  test('replay what can be stored today, and tell why the rest stays', async () => {
    expect((await on('dead-letters replay')).code).toBe(2);
    const [first, second, third] = await ids();
    const one = await on(`dead-letters replay ${first}`);
    expect(one).toMatchObject({ code: 0, out: expect.stringMatching(/^1 letters are stored/) });
    const all = await on('dead-letters replay --all --json');
    expect(all.code).toBe(1);
    expect(JSON.parse(all.out)).toMatchObject({
      stored: 0,
      kept: 2,
      left: 0,
      refused: [
        { id: second, reason: 'unknown_field' },
        { id: third, reason: 'not_json' },
      ],
    });
    expect(await ids()).toEqual([second, third]);
  });

  test('drop only what is named, after a yes', async () => {
    expect((await on('dead-letters drop --yes')).code).toBe(2);
    expect((await on('dead-letters drop --all')).err).toContain('--yes says it at once');
    const questions: string[] = [];
    const answering = (yes: boolean): World => ({
      confirm: async (question) => {
        questions.push(question);
        return yes;
      },
    });
    const no = await on('dead-letters drop --reason not_json', answering(false));
    expect(no).toMatchObject({ code: 1, out: 'Nothing was dropped.\n' });
    const yes = await on('dead-letters drop --reason not_json', answering(true));
    expect(yes).toMatchObject({ code: 0, out: '1 dead letters were dropped.\n' });
    expect(questions).toEqual(Array(2).fill('Drop 1 dead letters with their records for good?'));
    expect((await on('dead-letters drop --all --yes')).out).toContain('2 dead letters');
  });
});

const letter = (text: string): DeadLetter => ({
  dataset: 'memory_metrics',
  receiver: 'http',
  receivedAt: systemClock.now(),
  reason: 'unknown_field',
  message: 'a field is not known',
  field: 'wrong',
  original: Buffer.from(text),
  contentType: 'application/json',
});

async function keep({ database }: TestDatabase, one: DeadLetter): Promise<void> {
  const metrics = createMetrics('0');
  const writer = startWriter({ database, clock: systemClock, metrics, log: silentLogger });
  try {
    await writer.write({ rows: {}, deadLetters: [one] });
  } finally {
    await writer.stop(1_000);
  }
}
