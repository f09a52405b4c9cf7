import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/index.ts';
import { startWriter } from '../../../src/ingest/index.ts';
import { PAYLOAD_KINDS, PAYLOAD_USES, rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { CONTEXT, samplesAt } from './samples.ts';

let opened: TestDatabase | undefined;

afterEach(async () => {
  await opened?.drop();
  opened = undefined;
});

test('every row of every kind finds its place, once', async () => {
  opened = await createTestDatabase('postgres');
  const now = systemClock.now();
  const samples = samplesAt(now - 5_000_000 - (now % 1_000_000));
  const writer = startWriter({
    database: opened.database,
    clock: systemClock,
    metrics: createMetrics('test'),
    log: silentLogger,
  });
  try {
    const written = new Set<string>();
    for (const kind of PAYLOAD_KINDS) {
      const { rows, refused } = rowsOfPayload(kind, samples[kind], {
        ...CONTEXT,
        receivedAt: now,
      });
      expect(refused).toEqual([]);
      for (const times of ['first', 'again']) {
        const outcome = await writer.write({ rows });
        for (const [dataset, told] of Object.entries(outcome)) {
          const count = rows[dataset as keyof typeof rows]?.length;
          expect([dataset, told.refused]).toEqual([dataset, []]);
          expect([kind, times === 'first' ? told.stored : told.duplicate]).toEqual([kind, count]);
          written.add(dataset);
        }
      }
    }
    expect([...written].sort()).toEqual([...(PAYLOAD_USES[0]?.datasets ?? [])].sort());
  } finally {
    await writer.stop(5_000);
  }
});
