import type { Instant } from '../../core/index.ts';
import { type Database, type Sql, sql } from '../../database/index.ts';

/** A kept dead letter without its original. */
export interface LetterHead {
  readonly id: number;
  /** Null while it is not known for which dataset the record was meant. */
  readonly dataset: string | null;
  readonly receiver: string;
  readonly reason: string;
  readonly field: string | null;
  readonly message: string;
  /** True length of the original. */
  readonly originalBytes: number;
  /** Whether only its beginning is kept. */
  readonly cut: boolean;
  readonly contentType: string | null;
  /** What sending it again needs beside its bytes. */
  readonly attributes: { readonly [name: string]: string };
  readonly receivedAt: Instant;
  readonly timesReceived: number;
  readonly lastReceivedAt: Instant;
  /** How often it was sent again in vain. */
  readonly attempts: number;
  readonly lastAttemptAt: Instant | null;
  readonly lastError: string | null;
}

/** A dead letter with the record, or its beginning where it was cut. */
export interface StoredLetter extends LetterHead {
  readonly original: Buffer;
}

/** The columns of {@link LetterHead}, by its names. */
export const LETTER_COLUMNS: Sql = sql`id, dataset, receiver, reason, field, message,
  original_bytes as "originalBytes", cut, content_type as "contentType", attributes,
  received_at as "receivedAt", times_received as "timesReceived",
  last_received_at as "lastReceivedAt", attempts, last_attempt_at as "lastAttemptAt",
  last_error as "lastError"`;

/** Reads one letter; undefined where there is none of that id. */
export async function readLetter(
  database: Database,
  id: number,
): Promise<StoredLetter | undefined> {
  const [letter] = await database.query<StoredLetter>(
    'dead_letters.show',
    sql`select ${LETTER_COLUMNS}, original from ${database.relation('dead_letters')}
         where id = ${id}`,
  );
  return letter;
}

/** The record as a reader can take it: text where its bytes are UTF-8 without NUL, else base64. */
export function originalText(original: Buffer): {
  readonly encoding: 'utf8' | 'base64';
  readonly text: string;
} {
  const text = original.toString('utf8');
  const same = !text.includes('\u0000') && Buffer.from(text, 'utf8').equals(original);
  return same
    ? { encoding: 'utf8', text }
    : { encoding: 'base64', text: original.toString('base64') };
}
