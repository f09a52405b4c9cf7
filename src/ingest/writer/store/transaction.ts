import { failpoint } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import { keepDeadLetters } from '../../dead-letters/index.ts';
import type { WriteOutcome } from '../batch.ts';
import { type Group, type Part, placeOf } from '../group.ts';
import { latestRows } from '../latest.ts';
import { lettersOf } from '../letters.ts';
import type { Modes } from '../modes.ts';
import { createTally } from '../tally.ts';
import { type Candidate, type Shape, shapeOf } from '../values/index.ts';
import { type Manner, storePart, type Transaction } from './part.ts';

/** Longest wait for a lock; then the connection is given back, and the group tried again later. */
const LOCK_TIMEOUT = '5s';

/** Told how far a transaction came, so that its end can be judged when it fails. */
export interface Progress {
  /** Begins to store rows of a dataset. */
  storing(shape: Shape): void;
  /** All is in the transaction, and its commit begins. */
  committing(end: Ending): void;
}

/** How a transaction ends when its commit arrives. */
export interface Ending {
  /** Number of the transaction, by which the server tells whether it was committed. */
  readonly xid: string;
  /** One per batch of the group. */
  readonly outcomes: readonly WriteOutcome[];
  /** Dead letters that were kept, and the bytes of their originals. */
  readonly letters: number;
  readonly letterBytes: number;
}

/**
 * Stores a group in one transaction: rows by dataset in the order of the catalogue, latest states
 * with their histories, dead letters, work alongside. Throws what the server or the work alongside
 * threw; nothing is stored then, unless the commit itself was under way.
 */
export async function storeInTransaction(
  target: { readonly database: Database; readonly modes: Modes; readonly progress: Progress },
  group: Group,
  manner: Manner,
): Promise<Ending> {
  const { database, modes, progress } = target;
  const met = new Map<Shape, boolean>();
  const ending = await database.transaction('ingest.batch', async (session) => {
    const xid = await begin(session, manner);
    const tally = createTally(group);
    for (const { shape, refused } of group.parts) tally.refuse(shape.name, refused);
    const transaction = { database, session, manner, modes, tally };
    await storeParts(transaction, group.parts, { progress, met });
    failpoint('rows');
    const outcomes = tally.outcomes();
    const kept = await finish(transaction, group, outcomes);
    const end = { xid, outcomes, ...kept };
    progress.committing(end);
    return end;
  });
  failpoint('commit');
  for (const [{ name }, metDuplicates] of met) modes.note(name, metDuplicates);
  return ending;
}

async function begin(session: Session, { unlimited }: Manner): Promise<string> {
  const [row] = await session.query<{ xid: string }>(
    'ingest.begin',
    sql`select pg_current_xact_id()::text as xid, set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`,
  );
  if (unlimited) {
    await session.script(
      'ingest.unlimited',
      'set local timescaledb.max_tuples_decompressed_per_dml_transaction = 0',
    );
  }
  return row?.xid ?? '';
}

/** Latest states follow from the rows of their history, and come after it in the catalogue. */
async function storeParts(
  transaction: Transaction,
  parts: readonly Part[],
  { progress, met }: { readonly progress: Progress; readonly met: Map<Shape, boolean> },
): Promise<void> {
  const waiting = new Map<Shape, readonly Candidate[]>();
  for (const { shape, rows } of parts) {
    waiting.set(shape, rows);
    if (shape.latest !== undefined) waiting.set(shapeOf(shape.latest), []);
  }
  for (const { shape, rows } of parts) if (shape.isTable) waiting.set(shape, rows);
  const shapes = [...waiting.keys()].sort((a, b) => placeOf(a.name) - placeOf(b.name));
  for (const shape of shapes) {
    const rows = waiting.get(shape) ?? [];
    progress.storing(shape);
    const { kept, metDuplicates } = await storePart(transaction, shape, rows);
    if (!shape.isTable) met.set(shape, metDuplicates);
    if (shape.latest === undefined) continue;
    const latest = shapeOf(shape.latest);
    waiting.set(latest, [...(waiting.get(latest) ?? []), ...latestRows(shape, kept)]);
  }
}

/** Work alongside is one batch's, which then is alone in its group. */
async function finish(
  { database, session }: Transaction,
  { batches }: Group,
  outcomes: readonly WriteOutcome[],
): Promise<Pick<Ending, 'letters' | 'letterBytes'>> {
  const letters = batches.flatMap((batch, place) => lettersOf(batch, outcomes[place] ?? {}));
  if (letters.length > 0) await keepDeadLetters(database, session, letters);
  for (const [place, { alongside }] of batches.entries()) {
    await alongside?.(session, outcomes[place] ?? {});
  }
  const letterBytes = letters.reduce((sum, { original }) => sum + original.length, 0);
  return { letters: letters.length, letterBytes };
}
