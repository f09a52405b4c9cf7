import { messageOf } from '../../../core/index.ts';
import { copyIn, type Database, type Session, type Sql } from '../../../database/index.ts';
import { encoderOf } from '../copy/index.ts';
import { isDataFault } from '../fault.ts';
import type { Candidate, Folded, Shape } from '../values/index.ts';
import {
  copyRows,
  copyStaged,
  differingStaged,
  emptyStaging,
  makeStaging,
  mergeStaged,
} from './statement.ts';

/** Where rows go: an open transaction, and the dataset. */
export interface Place {
  readonly database: Database;
  readonly session: Session;
  readonly shape: Shape;
}

/**
 * `plain`: copied straight into the table, which fails on a row whose key is there. `staging`: by way
 * of a temporary table. `halves`: as `staging`, and rows that the server refuses are searched for by
 * halves, each in a savepoint.
 */
export type Way = 'plain' | 'staging' | 'halves';

/** What became of rows, beside those that were stored. */
export interface Lost {
  readonly duplicates: readonly Candidate[];
  readonly conflicts: readonly Candidate[];
  readonly refused: readonly RefusedCandidate[];
}

export interface RefusedCandidate {
  readonly candidate: Candidate;
  readonly message: string;
}

const NOTHING: Lost = { duplicates: [], conflicts: [], refused: [] };

/** Stores folded rows of one dataset. Throws what the server throws; the transaction is aborted then. */
export async function storeRows(place: Place, { rows, tied }: Folded, way: Way): Promise<Lost> {
  if (rows.length === 0) return NOTHING;
  if (way === 'plain') return copyPlain(place, rows);
  const { session, shape } = place;
  await session.script('ingest.staging', makeStaging(shape));
  return way === 'staging' ? merge(place, rows, tied) : mergeHalves(place, rows, tied);
}

async function copyPlain({ database, session, shape }: Place, rows: readonly Candidate[]) {
  const pieces = encoderOf(shape).pieces(valuesOf(rows));
  await copyIn(session, `ingest.${shape.name}`, { statement: copyRows(database, shape), pieces });
  return NOTHING;
}

async function merge(place: Place, rows: readonly Candidate[], tied: boolean): Promise<Lost> {
  const { database, session, shape } = place;
  const pieces = encoderOf(shape).numbered(valuesOf(rows));
  const statement = copyStaged(shape);
  await copyIn(session, `ingest.${shape.name}`, { statement, pieces });
  // Of a table most rows are there and change; of a history hardly any.
  const present = shape.isTable ? 'replaced' : 'stays';
  const unchanged = await ask(place, mergeStaged(database, shape, { tied, present }));
  if (unchanged.length === 0) return NOTHING;
  const candidatesAt = (places: readonly number[]) => places.map((one) => rows[one] as Candidate);
  if (!shape.mayDiffer) return { ...NOTHING, duplicates: candidatesAt(unchanged) };
  const differing = new Set(await ask(place, differingStaged(database, shape, unchanged)));
  const duplicates = candidatesAt(unchanged.filter((one) => !differing.has(one)));
  const conflicts =
    shape.isTable || differing.size === 0
      ? [...differing]
      : await ask(
          place,
          mergeStaged(database, shape, { tied, present: 'replaced', places: [...differing] }),
        );
  return { duplicates, conflicts: candidatesAt(conflicts), refused: [] };
}

/** Runs a statement that answers places of staged rows. */
async function ask({ session, shape }: Place, statement: Sql): Promise<number[]> {
  const found = await session.query<{ place: number }>(`ingest.${shape.name}`, statement);
  return found.map((one) => one.place);
}

/** Recursion is as deep as the logarithm of the number of rows. */
async function mergeHalves(place: Place, rows: readonly Candidate[], tied: boolean): Promise<Lost> {
  const [only] = rows;
  if (only === undefined) return NOTHING;
  const { session, shape } = place;
  await session.script('ingest.half', 'savepoint half');
  try {
    const lost = await merge(place, rows, tied);
    await session.script('ingest.half', `${emptyStaging(shape)}; release savepoint half`);
    return lost;
  } catch (fault) {
    if (!isDataFault(fault)) throw fault;
    await session.script('ingest.half', 'rollback to savepoint half; release savepoint half');
    if (rows.length === 1) {
      return { ...NOTHING, refused: [{ candidate: only, message: messageOf(fault) }] };
    }
  }
  const middle = Math.ceil(rows.length / 2);
  const before = await mergeHalves(place, rows.slice(0, middle), tied);
  const after = await mergeHalves(place, rows.slice(middle), tied);
  return {
    duplicates: [...before.duplicates, ...after.duplicates],
    conflicts: [...before.conflicts, ...after.conflicts],
    refused: [...before.refused, ...after.refused],
  };
}

function* valuesOf(rows: readonly Candidate[]) {
  for (const { values } of rows) yield values;
}
