import type { NewRow } from '../../catalogue/index.ts';
import { formatInstant, type Instant, RadarError, repairText } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import type { WriteBatch, WriteOutcome } from '../writer/index.ts';

export interface EventStore {
  /** The database by the role that stores rows. */
  readonly database: Database;
  /** Stores a batch; resolves after the commit. */
  write(batch: WriteBatch): Promise<WriteOutcome>;
}

type EventRow = NewRow<'events'>;

/** Two deliveries of one event met; the one that lost looks again and finds the other. */
class EventMet extends RadarError {
  constructor() {
    super('INTERNAL', 'Another delivery of one of the events came first.');
  }
}

/** So often other deliveries may come first; each time one more event is known. */
const MOST_MEETINGS = 100;

/**
 * Stores a batch in which there may be events, so that an event that comes again keeps the time of
 * its first delivery and falls on the row that is there. The identity of each event is stored in the
 * same transaction as its row. Of two deliveries at the same moment one waits for the other.
 */
export async function writeEvents(store: EventStore, batch: WriteBatch): Promise<WriteOutcome> {
  const { events } = batch.rows;
  if (events === undefined || events.length === 0) return store.write(batch);
  for (let meeting = 1; ; meeting++) {
    const known = await knownTimes(store.database, events);
    const rows = withFirstTimes(events, known);
    try {
      return await store.write({
        ...batch,
        rows: { ...batch.rows, events: rows },
        alongside: async (session, outcome) => {
          await claim(store.database, session, kept(rows, outcome));
          await batch.alongside?.(session, outcome);
        },
      });
    } catch (fault) {
      if (!isMeeting(fault) || meeting >= MOST_MEETINGS) throw fault;
    }
  }
}

function isMeeting(fault: unknown): boolean {
  if (fault instanceof EventMet) return true;
  return fault instanceof Error && fault.cause !== undefined && isMeeting(fault.cause);
}

const textOf = (text: string | null | undefined) =>
  typeof text === 'string' ? repairText(text) : null;

const keyOf = (row: { readonly row_key: Uint8Array }) => Buffer.from(row.row_key).toString('hex');

async function knownTimes(
  database: Database,
  events: readonly EventRow[],
): Promise<ReadonlyMap<string, Instant>> {
  const rows = await database.query<Identity>(
    'ingest.known_events',
    identitiesOf(database, events),
  );
  return new Map(rows.map((row) => [keyOf(row), row.event_timestamp]));
}

interface Identity {
  readonly row_key: Uint8Array;
  readonly event_timestamp: Instant;
}

/** Keys travel as text, since an array of bytes would be escaped twice. */
const identitiesOf = (database: Database, events: readonly EventRow[]) =>
  sql`select row_key, event_timestamp from ${database.relation('event_identities')}
       where row_key in (select decode(key, 'hex') from unnest(${events.map(keyOf)}::text[]) as key)`;

/** Within one batch the first delivery gives the time too. */
function withFirstTimes(
  events: readonly EventRow[],
  known: ReadonlyMap<string, Instant>,
): EventRow[] {
  const times = new Map(known);
  return events.map((row) => {
    const key = keyOf(row);
    const time = times.get(key) ?? row.event_timestamp;
    times.set(key, time);
    return time === row.event_timestamp ? row : { ...row, event_timestamp: time };
  });
}

/** Rows that were refused leave no identity. */
function kept(rows: readonly EventRow[], outcome: WriteOutcome): readonly EventRow[] {
  const refused = new Set(outcome.events?.refused.map(({ index }) => index));
  return rows.filter((_row, index) => !refused.has(index));
}

/** Sorted, so that two batches with the same events wait for each other instead of deadlocking. */
async function claim(
  database: Database,
  session: Session,
  rows: readonly EventRow[],
): Promise<void> {
  const sorted = [...new Map(rows.map((row) => [keyOf(row), row])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (sorted.length === 0) return;
  const events = sorted.map(([, row]) => row);
  await session.execute(
    'ingest.event_identities',
    sql`insert into ${database.relation('event_identities')} (row_key, source, id, event_timestamp)
        select decode(key, 'hex'), source, id, event_timestamp
          from unnest(${sorted.map(([key]) => key)}::text[],
                      ${events.map((row) => textOf(row.source))}::text[],
                      ${events.map((row) => textOf(row.id))}::text[],
                      ${events.map((row) => formatInstant(row.event_timestamp))}::timestamptz[])
               as given (key, source, id, event_timestamp)
        on conflict (row_key) do nothing`,
  );
  const found = await session.query<Identity>(
    'ingest.claimed_events',
    identitiesOf(database, events),
  );
  const times = new Map(found.map((row) => [keyOf(row), row.event_timestamp]));
  if (sorted.some(([key, row]) => times.get(key) !== row.event_timestamp)) throw new EventMet();
}
