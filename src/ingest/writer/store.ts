import { CATALOGUE, type Dataset, type DatasetName, timeOf } from '../../catalogue/index.ts';
import { type Clock, messageOf } from '../../core/index.ts';
import {
  classifyFault,
  type Database,
  ensureChunks,
  type Session,
  writableWindow,
} from '../../database/index.ts';
import { type Admitted, type AdmittedRow, admit } from './admit.ts';
import {
  type DatasetOutcome,
  datasetsOf,
  type RefusedRow,
  type WriteBatch,
  type WriteOutcome,
} from './batch.ts';
import { isDataFault } from './fault.ts';
import { insertRows } from './insert.ts';

export interface StoreTarget {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * `whole`: one statement per dataset. `halves`: rows that the server refuses are searched for by
 * halves, each in a savepoint, and refused alone; for a batch that failed as a whole because of its
 * data. Either way one transaction stores everything, work alongside included.
 */
export type StoreMode = 'whole' | 'halves';

interface Prepared {
  readonly name: DatasetName;
  readonly admitted: Admitted;
}

/**
 * Stores one batch in one transaction. Throws what the server or the work alongside threw when the
 * batch did not get in; then nothing of it is stored. Missing chunks are made and the batch tried
 * once more.
 */
export async function storeBatch(
  target: StoreTarget,
  batch: WriteBatch,
  mode: StoreMode,
): Promise<WriteOutcome> {
  const now = target.clock.now();
  const prepared = datasetsOf(batch.rows).map(([name, rows]): Prepared => {
    return { name, admitted: admit(CATALOGUE[name], rows, now) };
  });
  const store = () => storePrepared(target.database, prepared, { batch, mode });
  try {
    return await store();
  } catch (fault) {
    if (classifyFault(fault) !== 'chunk-missing') throw fault;
    for (const { name } of prepared) {
      const dataset: Dataset = CATALOGUE[name];
      const time = timeOf(dataset);
      if (time === undefined) continue;
      await ensureChunks(target.database, dataset, writableWindow(time, now));
    }
    return store();
  }
}

async function storePrepared(
  database: Database,
  prepared: readonly Prepared[],
  { batch, mode }: { readonly batch: WriteBatch; readonly mode: StoreMode },
): Promise<WriteOutcome> {
  return database.transaction('ingest.batch', async (session) => {
    const outcome: { [N in DatasetName]?: DatasetOutcome } = {};
    const insert = mode === 'whole' ? insertWhole : insertHalves;
    for (const { name, admitted } of prepared) {
      const { stored, refused } = await insert({ database, session, name }, admitted.rows);
      outcome[name] = {
        stored,
        duplicate: admitted.rows.length - refused.length - stored,
        refused: [...admitted.refused, ...refused].sort((a, b) => a.index - b.index),
      };
    }
    await batch.alongside?.(session, outcome);
    return outcome;
  });
}

interface Place {
  readonly database: Database;
  readonly session: Session;
  readonly name: DatasetName;
}

interface Inserted {
  readonly stored: number;
  /** Rows that the server refused. */
  readonly refused: readonly RefusedRow[];
}

async function insertWhole(place: Place, rows: readonly AdmittedRow[]): Promise<Inserted> {
  const { database, session, name } = place;
  if (rows.length === 0) return { stored: 0, refused: [] };
  return { stored: await insertRows(database, session, CATALOGUE[name], rows), refused: [] };
}

/** Recursion is as deep as the logarithm of the number of rows. */
async function insertHalves(place: Place, rows: readonly AdmittedRow[]): Promise<Inserted> {
  const { session } = place;
  const [first] = rows;
  if (first === undefined) return { stored: 0, refused: [] };
  await session.script('ingest.half', 'savepoint half');
  try {
    const inserted = await insertWhole(place, rows);
    await session.script('ingest.half', 'release savepoint half');
    return inserted;
  } catch (fault) {
    if (classifyFault(fault) !== 'permanent' || !isDataFault(fault)) throw fault;
    await session.script('ingest.half', 'rollback to savepoint half; release savepoint half');
    if (rows.length === 1) {
      const message = messageOf(fault);
      return { stored: 0, refused: [{ index: first.index, reason: 'bad_value', message }] };
    }
  }
  const middle = Math.ceil(rows.length / 2);
  const before = await insertHalves(place, rows.slice(0, middle));
  const after = await insertHalves(place, rows.slice(middle));
  return {
    stored: before.stored + after.stored,
    refused: [...before.refused, ...after.refused],
  };
}
