import type { DeviceObservation } from '../../catalogue/index.ts';
import { type Clock, codeOf, messageOf } from '../../core/index.ts';
import { type Database, sql } from '../../database/index.ts';
import {
  LETTER_COLUMNS,
  type LetterFilter,
  letterCondition,
  type StoredLetter,
} from '../dead-letters/index.ts';
import type { WriteBatch, WriteOutcome } from '../writer/index.ts';
import { combine } from './combine.ts';
import type { RemakeByReceiver } from './remade.ts';
import { type Settled, settle } from './settle.ts';

export interface ReplayOptions {
  /** The database by the role that stores rows. */
  readonly database: Database;
  readonly clock: Clock;
  readonly remakes: RemakeByReceiver;
  /**
   * Stores rows and what they tell of devices, and resolves after the commit. The observations
   * become rows of `device_updates` behind those of the batch.
   */
  submit(batch: WriteBatch, observations: readonly DeviceObservation[]): Promise<WriteOutcome>;
  readonly filter: LetterFilter;
  /** Letters that are tried at most. */
  readonly limit: number;
}

/** What became of letters that were sent again. */
export interface ReplayReport extends Settled {
  /** The first of those that stay, each with why. */
  readonly kept: Settled['kept'];
  readonly keptCount: number;
  /** Letters that the filter means and that were not tried. */
  readonly left: number;
}

/** The receiver of rows that are sent again, in metrics. */
const RECEIVER = 'replay';

const PAGE_LETTERS = 200;
const PAGE_BYTES = 4 * 1_048_576;
const MOST_KEPT = 100;

/**
 * Sends the records of letters again, the oldest first. A letter goes in the transaction that stores
 * its rows, or finds them there; one of which something is refused stays, with its attempts counted.
 * So it may be done twice, or by several at once. Rejects with what `submit` does; what was done
 * before that stays done.
 */
export async function replayLetters(options: ReplayOptions): Promise<ReplayReport> {
  const { database, filter, limit } = options;
  const table = database.relation('dead_letters');
  // Letters that come meanwhile are not chased.
  const [newest] = await database.query<{ id: number | null }>(
    'dead_letters.newest',
    sql`select max(id) as id from ${table} where ${letterCondition(filter)}`,
  );
  const last = newest?.id ?? 0;
  let after = 0;
  let tried = 0;
  let stored = 0;
  let keptCount = 0;
  const kept: Settled['kept'][number][] = [];
  while (tried < limit) {
    const most = Math.min(PAGE_LETTERS, limit - tried);
    const letters = await readPage(options, { after, last, most });
    const end = letters.at(-1)?.id;
    if (end === undefined) break;
    after = end;
    tried += letters.length;
    const settled = await sendAgain(options, letters);
    stored += settled.stored;
    keptCount += settled.kept.length;
    kept.push(...settled.kept.slice(0, MOST_KEPT - kept.length));
  }
  const [rest] = await database.query<{ left: number }>(
    'dead_letters.left',
    sql`select count(*) as left from ${table}
         where ${letterCondition(filter, sql`id > ${after} and id <= ${last}`)}`,
  );
  return { stored, kept, keptCount, left: rest?.left ?? 0 };
}

async function readPage(
  { database, filter }: ReplayOptions,
  { after, last, most }: { readonly after: number; readonly last: number; readonly most: number },
): Promise<StoredLetter[]> {
  const wanted = letterCondition(filter, sql`id > ${after} and id <= ${last}`);
  return database.query<StoredLetter>(
    'dead_letters.page',
    sql`select ${LETTER_COLUMNS}, original
          from (select *, sum(octet_length(original)) over (order by id) as bytes
                  from (select * from ${database.relation('dead_letters')}
                         where ${wanted} order by id limit ${most}) as first) as page
         where bytes - octet_length(original) < ${PAGE_BYTES}
         order by id`,
  );
}

/** Stores the rows of letters together; one by one where together it fails for good. */
async function sendAgain(
  options: ReplayOptions,
  letters: readonly StoredLetter[],
): Promise<Settled> {
  const { database, clock, remakes, submit } = options;
  const now = clock.now();
  const combined = combine(letters, remakes);
  let settled: Settled = { stored: 0, kept: [] };
  try {
    await submit(
      {
        rows: combined.rows,
        origin: { receiver: RECEIVER, receivedAt: now },
        alongside: async (session, outcome) => {
          settled = await settle(database, session, { verdicts: combined.verdicts(outcome), now });
        },
      },
      combined.observations,
    );
    return settled;
  } catch (fault) {
    if (codeOf(fault) !== 'INTERNAL') throw fault;
    const [only, ...others] = letters;
    if (only === undefined || others.length > 0) return oneByOne(options, letters);
    const verdicts = new Map([[only.id, { reason: 'INTERNAL', message: messageOf(fault) }]]);
    return database.transaction('dead_letters.failed', (session) =>
      settle(database, session, { verdicts, now }),
    );
  }
}

async function oneByOne(
  options: ReplayOptions,
  letters: readonly StoredLetter[],
): Promise<Settled> {
  let stored = 0;
  const kept: Settled['kept'][number][] = [];
  for (const letter of letters) {
    const settled = await sendAgain(options, [letter]);
    stored += settled.stored;
    kept.push(...settled.kept);
  }
  return { stored, kept };
}
