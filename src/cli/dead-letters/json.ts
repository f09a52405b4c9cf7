import { formatInstant } from '../../core/index.ts';
import type { LetterHead } from '../../ingest/index.ts';

/** A letter as the API tells it. */
export function letterJson(letter: LetterHead) {
  const { lastAttemptAt } = letter;
  return {
    id: letter.id,
    dataset: letter.dataset,
    receiver: letter.receiver,
    reason: letter.reason,
    field: letter.field,
    message: letter.message,
    original_bytes: letter.originalBytes,
    cut: letter.cut,
    received_at: formatInstant(letter.receivedAt),
    times_received: letter.timesReceived,
    last_received_at: formatInstant(letter.lastReceivedAt),
    attempts: letter.attempts,
    last_attempt_at: lastAttemptAt === null ? null : formatInstant(lastAttemptAt),
    last_error: letter.lastError,
  };
}

/** Text that may hold anything, on one line of a terminal: control characters are escaped. */
export function oneLine(text: string, most: number): string {
  const plain = printable(text).replaceAll('\n', ' ');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

/** What came from outside must not steer the terminal; line ends stay. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n'
      ? character
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
