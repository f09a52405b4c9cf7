import { describe, expect, test } from 'vitest';
import { detectPooling, type Line } from '../../../src/database/connection/index.ts';
import { hasCapability, sql } from '../../../src/database/index.ts';
import { createTestDatabase } from '../../support/database.ts';
import { type PoolMode, startPooler } from '../../support/pooler.ts';

describe('a connection through a pooler', () => {
  const throughPooler = async (mode: PoolMode) => {
    const db = await createTestDatabase('postgres');
    const pooler = await startPooler(db.url, mode);
    try {
      const database = await db.connect({ target: { url: pooler.url } });
      const { capabilities } = database;
      const [row] = await database.query<{ answer: number }>(
        'test.works',
        sql`select 42 as answer`,
      );
      await database.close();
      expect(row?.answer).toBe(42);
      return capabilities.find((one) => one.name === 'session_state');
    } finally {
      await pooler.close();
      await db.drop();
    }
  };

  test('in transaction mode has no session, and says what to use instead', async () => {
    expect(await throughPooler('transaction')).toMatchObject({
      present: false,
      needed: true,
      reason: expect.stringContaining('pooler in transaction mode'),
      hint: expect.stringContaining('direct address'),
    });
  });

  test('in session mode has one', async () => {
    expect(await throughPooler('session')).toMatchObject({ present: true, reason: null });
  });

  test('that is none has one, found out without a second connection', async () => {
    const db = await createTestDatabase('postgres');
    try {
      expect(hasCapability(db.database.capabilities, 'session_state')).toBe(true);
    } finally {
      await db.drop();
    }
  });
});

describe('what poolers do', () => {
  /** A connection whose statements these server processes run, one after the other. */
  const line = (processes: readonly number[], given: Partial<Line> = {}): Line => {
    let next = 0;
    return {
      announced: 7_000,
      serving: async () => processes[Math.min(next++, processes.length - 1)] ?? 0,
      begin: async () => {},
      rollback: async () => {},
      close: async () => {},
      ...given,
    };
  };
  const never = () => Promise.reject(new Error('no second connection was to be made'));

  test('a true process number means that there is none', async () => {
    expect(await detectPooling(line([11], { announced: 11 }), never)).toBe('none');
  });

  test('the only server process, lent to the second connection, is not waited for', async () => {
    const first = line([11]);
    let asked = 0;
    const serving = async () => {
      asked += 1;
      if (asked > 1) throw new Error('it would wait for ever');
      return first.serving();
    };
    expect(await detectPooling({ ...first, serving }, async () => line([11]))).toBe('transaction');
  });

  test('another process after the second took one shows that they change hands', async () => {
    expect(await detectPooling(line([11, 12]), async () => line([13]))).toBe('transaction');
  });

  test('a pooler that is busy at first is found out in a later round', async () => {
    expect(await detectPooling(line([11]), async () => line([13, 14, 11]))).toBe('transaction');
  });

  test('the same process each time means a session', async () => {
    expect(await detectPooling(line([11]), async () => line([13]))).toBe('session');
  });

  test('a pooler that refuses transactions keeps nothing between statements', async () => {
    const refuse = async () => {
      throw Object.assign(new Error('transaction blocks not allowed'), { code: '08P01' });
    };
    expect(await detectPooling(line([11]), async () => line([13], { begin: refuse }))).toBe(
      'transaction',
    );
  });

  test('no second connection, or no answer, leaves it open', async () => {
    expect(await detectPooling(line([11]), never)).toBe('unknown');
    const fail = async () => {
      throw new Error('no answer within 5000 ms');
    };
    expect(await detectPooling(line([11]), async () => line([13], { begin: fail }))).toBe(
      'unknown',
    );
  });
});
