import { expect, test } from 'vitest';
import { connectDatabase } from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine } from './database.ts';
import { checkNothingLeftOpen, noteOpened } from './left-open.ts';
import { poolOptions } from './target.ts';

describeEachEngine('the database of a test', (engine) => {
  test('is its own: what one test writes no other sees', async () => {
    const [one, other] = await Promise.all([
      createTestDatabase(engine),
      createTestDatabase(engine),
    ]);
    try {
      expect(one.name).not.toBe(other.name);
      await one.database.script('test.write', 'create table radar.mine ()');
      await expect(other.database.script('test.read', 'table radar.mine')).rejects.toThrow();
    } finally {
      await Promise.all([one.drop(), other.drop()]);
    }
  });

  test('cannot be dropped without a fault while somebody keeps a connection open', async () => {
    const db = await createTestDatabase(engine);
    const leak = await connectDatabase(poolOptions(db.target));
    try {
      await leak.script('test.leak', 'select 1');
      await expect(db.drop()).rejects.toThrow('1 connections to');
    } finally {
      await leak.close();
    }
  });
});

test('what a test file leaves open is closed, and fails the file by its name', async () => {
  let closed = false;
  noteOpened('the door', async () => {
    closed = true;
  });
  await expect(checkNothingLeftOpen()).rejects.toThrow('the door');
  expect(closed).toBe(true);
  await expect(checkNothingLeftOpen()).resolves.toBeUndefined();
});
