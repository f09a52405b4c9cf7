import { CATALOGUE, type DatasetName, timeOf } from '../../catalogue/index.ts';
import { type Clock, messageOf } from '../../core/index.ts';
import {
  classifyFault,
  type Database,
  ensureChunks,
  writableWindow,
} from '../../database/index.ts';
import { type Admitted, admit } from './admit.ts';
import { type DatasetOutcome, datasetsOf, type WriteBatch, type WriteOutcome } from './batch.ts';
import { insertRows } from './insert.ts';

interface Prepared {
  readonly name: DatasetName;
  readonly admitted: Admitted;
}

/**
 * Stores one batch in one transaction. Throws what the server threw when the batch as a whole did
 * not get in; then nothing of it is stored. Missing chunks are made and the batch tried once more.
 */
export async function storeBatch(
  database: Database,
  clock: Clock,
  batch: WriteBatch,
): Promise<WriteOutcome> {
  const now = clock.now();
  const prepared = datasetsOf(batch.rows).map(([name, rows]): Prepared => {
    return { name, admitted: admit(CATALOGUE[name], rows, now) };
  });
  try {
    return await storePrepared(database, batch, prepared);
  } catch (fault) {
    if (classifyFault(fault) !== 'chunk-missing') throw fault;
    for (const { name } of prepared) {
      const time = timeOf(CATALOGUE[name]);
      if (time !== undefined)
        await ensureChunks(database, CATALOGUE[name], writableWindow(time, now));
    }
    return storePrepared(database, batch, prepared);
  }
}

async function storePrepared(
  database: Database,
  batch: WriteBatch,
  prepared: readonly Prepared[],
): Promise<WriteOutcome> {
  return database.transaction('ingest.batch', async (session) => {
    const outcome: { [N in DatasetName]?: DatasetOutcome } = {};
    for (const { name, admitted } of prepared) {
      const { rows, refused } = admitted;
      const stored =
        rows.length === 0 ? 0 : await insertRows(database, session, CATALOGUE[name], rows);
      outcome[name] = { stored, duplicate: rows.length - stored, refused };
    }
    await batch.alongside?.(session);
    return outcome;
  });
}

/**
 * Stores a batch that the server refuses as a whole by halves, down to the rows at fault, which are
 * refused with the server's reason. Used when the fault lies in the data.
 */
export async function storeByHalves(
  database: Database,
  clock: Clock,
  batch: WriteBatch,
): Promise<WriteOutcome> {
  const outcome: { [N in DatasetName]?: DatasetOutcome } = {};
  for (const [name, rows] of datasetsOf(batch.rows)) {
    outcome[name] = await halve(database, clock, { name, rows, offset: 0 });
  }
  if (batch.alongside !== undefined) await database.transaction('ingest.batch', batch.alongside);
  return outcome;
}

async function halve(
  database: Database,
  clock: Clock,
  part: { readonly name: DatasetName; readonly rows: readonly object[]; readonly offset: number },
): Promise<DatasetOutcome> {
  const { name, rows, offset } = part;
  try {
    const outcome = await storeBatch(database, clock, { rows: { [name]: rows } });
    const found = outcome[name] ?? { stored: 0, duplicate: 0, refused: [] };
    const refused = found.refused.map((one) => ({ ...one, index: one.index + offset }));
    return { ...found, refused };
  } catch (fault) {
    if (classifyFault(fault) !== 'permanent') throw fault;
    if (rows.length === 1) {
      const message = messageOf(fault);
      return {
        stored: 0,
        duplicate: 0,
        refused: [{ index: offset, reason: 'bad_value', message }],
      };
    }
    const middle = Math.ceil(rows.length / 2);
    const first = await halve(database, clock, { name, rows: rows.slice(0, middle), offset });
    const second = await halve(database, clock, {
      name,
      rows: rows.slice(middle),
      offset: offset + middle,
    });
    return {
      stored: first.stored + second.stored,
      duplicate: first.duplicate + second.duplicate,
      refused: [...first.refused, ...second.refused],
    };
  }
}
