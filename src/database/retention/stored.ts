import type { Instant } from '../../core/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';
import { type ChosenRetention, type Retentions, retentionsOf } from './retentions.ts';

const SECONDS_PER_DAY = 86_400;

interface Row {
  readonly dataset: string;
  readonly seconds: number | null;
  readonly actor: string;
  readonly changed_at: Instant;
}

/** Reads the retentions that hold now. */
export async function readRetentions(
  database: Database,
  session: Session = database,
): Promise<Retentions> {
  return retentionsOf(await readChosen(database, session));
}

/** What was chosen, by dataset. */
export async function readChosen(
  database: Database,
  session: Session = database,
): Promise<ReadonlyMap<string, ChosenRetention>> {
  const rows = await session.query<Row>(
    'retention.chosen',
    sql`select distinct on (dataset) dataset, extract(epoch from retention)::float8 as seconds,
               actor, changed_at
          from ${database.relation('dataset_retention')}
         order by dataset, change desc`,
  );
  return new Map(
    rows.flatMap(({ dataset, seconds, actor, changed_at }) =>
      seconds === null
        ? []
        : [[dataset, { dataset, days: seconds / SECONDS_PER_DAY, actor, changedAt: changed_at }]],
    ),
  );
}

/** One change of a retention, as it was made. */
export interface RetentionChange {
  readonly dataset: string;
  /** Null: again what the catalogue declares. */
  readonly days: number | null;
  readonly actor: string;
  readonly role: string;
  readonly changedAt: Instant;
}

/** Every change, the newest first. */
export async function readRetentionChanges(database: Database): Promise<RetentionChange[]> {
  const rows = await database.query<Row & { role: string }>(
    'retention.changes',
    sql`select dataset, extract(epoch from retention)::float8 as seconds, actor, role, changed_at
          from ${database.relation('dataset_retention')} order by change desc`,
  );
  return rows.map(({ dataset, seconds, actor, role, changed_at }) => ({
    dataset,
    days: seconds === null ? null : seconds / SECONDS_PER_DAY,
    actor,
    role,
    changedAt: changed_at,
  }));
}

/**
 * Keeps other processes from choosing a retention until the transaction ends, so that what is read
 * next is what is changed.
 */
export async function lockRetentions(database: Database, session: Session): Promise<void> {
  await session.query(
    'retention.lock',
    sql`select pg_advisory_xact_lock(
          hashtextextended(${`radarstore retention ${database.options.schema}`}, 0))`,
  );
}

/** Stores one choice, under {@link lockRetentions}, which keeps the numbers in order. */
export async function storeChoice(
  database: Database,
  session: Session,
  choice: { readonly dataset: string; readonly days: number | null; readonly actor: string },
): Promise<void> {
  const seconds = choice.days === null ? null : Math.round(choice.days * SECONDS_PER_DAY);
  await session.execute(
    'retention.store',
    sql`insert into ${database.relation('dataset_retention')} (change, dataset, retention, actor)
        select coalesce(max(change), 0) + 1, ${choice.dataset},
               make_interval(secs => ${seconds}::float8), ${choice.actor}
          from ${database.relation('dataset_retention')}`,
  );
}
