import type { Database, Session } from '../../../database/index.ts';
import { recordTouched } from '../../../database/index.ts';
import type { Modes } from '../modes.ts';
import type { Tally } from '../tally.ts';
import { type Candidate, type Folded, fold, type Shape } from '../values/index.ts';
import { instantReader } from '../window.ts';
import { type Lost, type RefusedCandidate, storeRows, type Way } from './rows.ts';

/** How one attempt goes about its rows. */
export interface Manner {
  /** Search for the rows that the server refuses. */
  readonly halves: boolean;
  /** Merge every dataset, because its rows may be there from an attempt whose end is unknown. */
  readonly merging: boolean;
  /** Lift the limit of rows that one transaction may decompress. */
  readonly unlimited: boolean;
}

/** An open transaction that stores a group. */
export interface Transaction {
  readonly database: Database;
  readonly session: Session;
  readonly manner: Manner;
  readonly modes: Modes;
  readonly tally: Tally;
}

/** What is known of a dataset after its rows were stored. */
export interface StoredPart {
  /** The rows that the server did not refuse. */
  readonly kept: readonly Candidate[];
  /** Whether rows were there already. */
  readonly metDuplicates: boolean;
}

/** Stores the rows of one dataset, tallies them, and notes for the rollups which times they touch. */
export async function storePart(
  transaction: Transaction,
  shape: Shape,
  rows: readonly Candidate[],
): Promise<StoredPart> {
  const { database, session, tally } = transaction;
  const folded = fold(shape, rows);
  const lost = await storeRows(
    { database, session, shape },
    folded,
    wayOf(transaction, shape, folded),
  );
  const retried = await storeEclipsed(transaction, { shape, folded, lost });
  const eclipsed = new Set(retried);
  const remaining = (all: readonly Candidate[]) => all.filter((one) => !eclipsed.has(one));
  tally.duplicates(shape.name, [...remaining(folded.duplicates), ...lost.duplicates]);
  tally.conflicts(shape.name, [...remaining(folded.conflicts), ...lost.conflicts]);
  tally.refuse(shape.name, lost.refused.map(refusalOf));
  await touch(transaction, { shape, folded, lost });
  const refused = new Set(lost.refused.map(({ candidate }) => candidate));
  return {
    kept: refused.size === 0 ? rows : rows.filter((one) => !refused.has(one)),
    metDuplicates: lost.duplicates.length + lost.conflicts.length > 0,
  };
}

function wayOf({ manner, modes }: Transaction, shape: Shape, { tied }: Folded): Way {
  if (manner.halves) return 'halves';
  const merges = manner.merging || shape.isTable || tied || modes.isStaging(shape.name);
  return merges ? 'staging' : 'plain';
}

interface StoredRows {
  readonly shape: Shape;
  readonly folded: Folded;
  readonly lost: Lost;
}

/** Rows that were left out for one that the server then refused get a try of their own. */
async function storeEclipsed(
  transaction: Transaction,
  { shape, folded, lost }: StoredRows,
): Promise<readonly Candidate[]> {
  if (lost.refused.length === 0) return [];
  const { byKey } = shape.comparison;
  const eclipsed = [...folded.duplicates, ...folded.conflicts].filter(({ values }) =>
    lost.refused.some(({ candidate }) => byKey(candidate.values, values) === 0),
  );
  if (eclipsed.length > 0) await storePart(transaction, shape, eclipsed);
  return eclipsed;
}

/** Those of rows that were there already may be among them, which does no harm. */
async function touch(
  { database, session }: Transaction,
  { shape, folded, lost }: StoredRows,
): Promise<void> {
  if (shape.isTable || folded.rows.length === lost.duplicates.length) return;
  await recordTouched(database, session, shape.name, folded.rows.map(instantReader(shape)));
}

function refusalOf({ candidate, message }: RefusedCandidate) {
  const { caller, index } = candidate;
  return { caller, row: { index, field: null, reason: 'bad_value', message } } as const;
}
