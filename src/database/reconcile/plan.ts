import type { Database, Session } from '../connection/index.ts';
import { readChosen, retentionsAfter, type WantedRetention } from '../retention/index.ts';
import { chunkWidth, readHypertables } from './chunk-width.ts';
import { columnstore } from './columnstore.ts';
import { continuousAggregates } from './continuous.ts';
import type { Difference, Findings, Unavailable } from './difference.ts';
import { retentionDifferences } from './retention.ts';
import { retentionPolicy } from './retention-policy.ts';
import type { Aspect, Subject } from './subject.ts';
import { trigramIndexes } from './trigram.ts';

/** What is wanted beyond what the catalogue declares. */
export interface Desired {
  readonly retention: WantedRetention;
  /** Time between two runs of maintenance; policies of the server run as often. */
  readonly intervalMs: number;
}

export interface ReconcilePlan {
  /** In the order in which they are applied; empty: everything is as declared. */
  readonly differences: readonly Difference[];
  readonly unavailable: readonly Unavailable[];
}

/** Aggregates come before the policies of the relations that they replace. */
const ASPECTS: readonly Aspect[] = [
  chunkWidth,
  continuousAggregates,
  retentionPolicy,
  columnstore,
  trigramIndexes,
];

/** What differs between what is declared and what the server does. Changes nothing. */
export function planReconcile(
  database: Database,
  desired: Desired,
  session: Session = database,
): Promise<ReconcilePlan> {
  return findDifferences({ database, session, desired, mayShorten: true });
}

/** As {@link planReconcile}; without `mayShorten` retentions that would become shorter stay. */
export async function findDifferences(options: {
  readonly database: Database;
  readonly session: Session;
  readonly desired: Desired;
  readonly mayShorten: boolean;
}): Promise<ReconcilePlan> {
  const { database, session, desired, mayShorten } = options;
  const chosen = await readChosen(database, session);
  const subject: Subject = {
    database,
    session,
    retentions: retentionsAfter(chosen, desired.retention, mayShorten),
    intervalMs: desired.intervalMs,
    hypertables: await readHypertables(database, session),
  };
  const findings: Findings[] = [{ differences: retentionDifferences(chosen, desired.retention) }];
  for (const aspect of ASPECTS) findings.push(await aspect.find(subject));
  return {
    differences: findings.flatMap((one) => one.differences),
    unavailable: findings.flatMap((one) => one.unavailable ?? []),
  };
}
