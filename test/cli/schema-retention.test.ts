import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/index.ts';
import { readRetentionChanges, readRetentions } from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { runLine, type World } from './capture.ts';

describeEachEngine('schema apply with a retention', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());
  const on = (line: string, world: World = {}) =>
    runLine(line, { ...world, environment: { DATABASE_URL: db.url, USER: 'alice' } });
  const kept = async () =>
    (await readRetentions(db.database)).slicing(CATALOGUE.cpu_metrics)?.retentionDays;

  test('takes a longer one over at once, and plans nothing more afterwards', async () => {
    await on('schema apply');
    const plan = await on('schema plan --retention cpu_metrics=7d');
    expect(plan.out).toContain('retention of cpu_metrics: 3d (as the catalogue declares) -> 7d');
    expect(plan.out).not.toContain('LOSES ROWS');
    const applied = await on('schema apply --retention cpu_metrics=7d');
    expect(applied.code).toBe(0);
    expect(applied.out).toContain('Brought in line:');
    expect(await kept()).toBe(7);
    expect((await readRetentionChanges(db.database))[0]?.actor).toBe('alice@probe.example');
    expect((await on('schema plan --retention cpu_metrics=7d')).out).toContain('Nothing to do');
  });

  test('leaves a shorter one alone where nobody can be asked, with exit code 1', async () => {
    await on('schema apply');
    const held = await on('schema apply --retention cpu_metrics=1d');
    expect(held.code).toBe(1);
    expect(held.out).toContain('--confirm-shorter takes it over');
    expect(held.out).toContain('rows older than 1d will be lost');
    expect(await kept()).toBe(3);
    const confirmed = await on('schema apply --retention cpu_metrics=1d --confirm-shorter');
    expect(confirmed.code).toBe(0);
    expect(await kept()).toBe(1);
  });

  test('asks a person, and goes by the answer', async () => {
    await on('schema apply');
    const questions: string[] = [];
    const answer = (yes: boolean) => ({
      confirm: async (question: string) => {
        questions.push(question);
        return yes;
      },
    });
    expect((await on('schema apply --retention logs=1d', answer(false))).code).toBe(1);
    expect((await on('schema apply --retention logs=1d', answer(true))).code).toBe(0);
    expect(questions).toHaveLength(2);
    // A program that reads JSON is never asked.
    const json = await on('schema apply --retention logs=12h --json', answer(true));
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out).held).toMatchObject([
      { object: 'logs', fact: 'retention', destructive: true, needs_confirmation: true },
    ]);
    expect(questions).toHaveLength(2);
  });
});

describe('the flag --retention', () => {
  test('names a dataset that exists, or suggests one', async () => {
    const wrong = await runLine('config check --retention cpu_metric=7d --retention users=7d');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('did you mean cpu_metrics?');
    expect(wrong.err).toContain('Rows of users stay for ever');
  });

  test('is a dataset and a duration', async () => {
    const wrong = await runLine('config check --retention 7d');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('it must be <dataset>=<duration>, such as cpu_metrics=7d');
  });

  test('may be given several times', async () => {
    const printed = await runLine('config print --retention logs=7d --retention cpu_metrics=36h');
    expect(printed.code).toBe(0);
    expect(printed.out).toMatch(/^retention\.cpu_metrics +36h +flag --retention$/m);
    expect(printed.out).toMatch(/^retention\.logs +7d +flag --retention$/m);
  });
});
