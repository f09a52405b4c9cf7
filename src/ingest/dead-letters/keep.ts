import { createHash } from 'node:crypto';
import { formatInstant, repairText } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import type { DeadLetter } from '../writer/index.ts';

/** Longer originals are cut. */
export const MOST_ORIGINAL_BYTES = 1_048_576;

/** Letters that one statement stores, and bytes of originals, so that its parameters stay small. */
const MOST_AT_ONCE = 1_000;
const MOST_BYTES_AT_ONCE = 8 * 1_048_576;

/**
 * Keeps dead letters, in the transaction of the rows that came with them. A letter that is there
 * already is counted as received once more, so a repetition adds no row.
 */
export async function keepDeadLetters(
  database: Database,
  session: Session,
  letters: readonly DeadLetter[],
): Promise<void> {
  const keyed = new Map(letters.map((letter) => [keyOf(letter), letter]));
  // One order for all writers, so that two with the same letters do not deadlock.
  const ordered = [...keyed].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const part of parts(ordered)) await keepPart(database, session, part);
}

type Keyed = readonly [key: string, letter: DeadLetter];

function keyOf(letter: DeadLetter): string {
  const { dataset, receiver, reason, field = null, original, attributes = {} } = letter;
  const told = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([dataset, receiver, reason, field, told]))
    .update(original)
    .digest('hex')
    .slice(0, 32);
}

function* parts(letters: readonly Keyed[]): Generator<readonly Keyed[]> {
  let part: Keyed[] = [];
  let bytes = 0;
  for (const one of letters) {
    part.push(one);
    bytes += Math.min(one[1].original.length, MOST_ORIGINAL_BYTES);
    if (part.length < MOST_AT_ONCE && bytes < MOST_BYTES_AT_ONCE) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}

async function keepPart(
  database: Database,
  session: Session,
  letters: readonly Keyed[],
): Promise<void> {
  const column = <T>(read: (letter: DeadLetter) => T) => letters.map(([, letter]) => read(letter));
  const text = (read: (letter: DeadLetter) => string | null | undefined) =>
    column((letter) => repairText(read(letter) ?? '') || null);
  await session.execute(
    'dead_letters.keep',
    sql`insert into ${database.relation('dead_letters')} as kept
               (letter_key, dataset, receiver, reason, field, message, original, original_bytes,
                content_type, attributes, received_at, last_received_at)
        select decode(letter_key, 'hex'), dataset, receiver, reason, field, message, original,
               original_bytes, content_type, attributes::jsonb, received_at, received_at
          from unnest(${letters.map(([key]) => key)}::text[],
                      ${text((one) => one.dataset)}::text[],
                      ${text((one) => one.receiver)}::text[],
                      ${text((one) => one.reason)}::text[],
                      ${text((one) => one.field)}::text[],
                      ${column((one) => repairText(one.message))}::text[],
                      ${column(beginningOf)}::bytea[],
                      ${column((one) => one.original.length)}::bigint[],
                      ${text((one) => one.contentType)}::text[],
                      ${column((one) => attributesText(one))}::text[],
                      ${column((one) => formatInstant(one.receivedAt))}::timestamptz[])
            as given (letter_key, dataset, receiver, reason, field, message, original,
                      original_bytes, content_type, attributes, received_at)
        on conflict (letter_key) do update
           set times_received = kept.times_received + 1,
               last_received_at = greatest(kept.last_received_at, excluded.last_received_at),
               message = excluded.message`,
  );
}

function beginningOf({ original }: DeadLetter): Buffer {
  return Buffer.from(original.subarray(0, MOST_ORIGINAL_BYTES));
}

function attributesText({ attributes = {} }: DeadLetter): string {
  const entries = Object.entries(attributes);
  return JSON.stringify(
    Object.fromEntries(entries.map(([name, text]) => [repairText(name), repairText(text)])),
  );
}
