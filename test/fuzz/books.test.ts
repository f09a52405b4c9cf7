import { expect, test } from 'vitest';
import type { NewRow } from '../../src/catalogue/index.ts';
import type { DatasetOutcome, WriteOutcome } from '../../src/ingest/index.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Told } from './receiver.ts';
import { NOW } from './record.ts';
import { runFuzz } from './run.ts';
import { writeToSink } from './sink.ts';

/*
 * A proof that could not fail would prove nothing: here are receivers and writers that lose something.
 */

const row = (core: number) =>
  ({ timestamp: NOW, device_id: 'd', core_id: core }) as unknown as NewRow<'cpu_metrics'>;

/** One input of two rows, of which a receiver says this. */
async function run(
  told: Told,
  ledger: Ledger = createLedger({ write: writeToSink, remembers: false }),
) {
  const receiver = {
    send: async () => {
      await ledger.write({ rows: { cpu_metrics: [row(1), row(2)] } });
      return told;
    },
    last: () => 'two rows',
    close: async () => {},
  };
  return runFuzz({ receiver, ledger, seed: 1, records: 2, budgetMs: Number.POSITIVE_INFINITY });
}

test('what agrees with the books is counted', async () => {
  expect(await run({ records: 2, made: 2 })).toMatchObject({ inputs: 1, records: 2, stored: 2 });
});

test('a record that nobody tells of is found', async () => {
  await expect(run({ records: 2, made: 3 })).rejects.toThrow('made of 3 records, and 2 are known');
});

test('a record that is told of and never came is found', async () => {
  await expect(run({ records: 3, made: undefined })).rejects.toThrow('told of 3 records');
});

test('rows that are stored though their request was refused are found', async () => {
  await expect(run({ records: 1, made: undefined, whole: 'NO' })).rejects.toThrow('2 rows went');
});

test('a row in no count of the writer is found', async () => {
  const one: DatasetOutcome = { stored: 1, duplicate: 0, conflict: 0, refused: [] };
  const write = async (): Promise<WriteOutcome> => ({ cpu_metrics: one });
  const ledger = createLedger({ write, remembers: false });
  await expect(run({ records: 2, made: 2 }, ledger)).rejects.toThrow(
    '2 rows of cpu_metrics became',
  );
});
