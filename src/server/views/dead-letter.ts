import type {
  DeadLetterDetail,
  DeadLetterItem,
  DeadLetterList,
  DeadLetterReplay,
} from '../../contract/index.ts';
import { formatInstant, type Instant, parseInstant, RadarError } from '../../core/index.ts';
import {
  type LetterCount,
  type LetterFilter,
  type LetterHead,
  type LetterPage,
  originalText,
  type ReplayReport,
  type StoredLetter,
} from '../../ingest/index.ts';
import { instantText } from './value.ts';

interface FilterText {
  readonly dataset?: string | undefined;
  readonly receiver?: string | undefined;
  readonly reason?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Reads which letters are meant. Throws REQUEST_INVALID. */
export function readFilter({ dataset, receiver, reason, since, until }: FilterText): LetterFilter {
  return {
    dataset,
    receiver,
    reason,
    since: readInstant('since', since),
    until: readInstant('until', until),
  };
}

function readInstant(name: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new RadarError('REQUEST_INVALID', `The parameter "${name}" cannot be "${text}".`, {
    hint: 'Give an RFC 3339 instant, such as 2026-03-10T12:00:00Z.',
  });
}

/** Reads a whole number from 1 to `most`. Throws REQUEST_INVALID. */
export function readNumber(
  name: string,
  text: string | undefined,
  most: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new RadarError(
    'REQUEST_INVALID',
    `The parameter "${name}" cannot be "${text.slice(0, 80)}".`,
    { hint: `Give a whole number from 1 to ${most}.` },
  );
}

export function letterList(counts: readonly LetterCount[], page: LetterPage): DeadLetterList {
  return {
    counts: counts.map((one) => ({ ...one })),
    letters: page.letters.map(letterItem),
    next: page.next,
  };
}

function letterItem(letter: LetterHead): DeadLetterItem {
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
    last_attempt_at: instantText(letter.lastAttemptAt),
    last_error: letter.lastError,
  };
}

export function letterDetail(letter: StoredLetter): DeadLetterDetail {
  return {
    ...letterItem(letter),
    content_type: letter.contentType,
    attributes: Object.entries(letter.attributes).map(([name, value]) => ({ name, value })),
    original: originalText(letter.original),
  };
}

export function replayAnswer({ stored, keptCount, left, kept }: ReplayReport): DeadLetterReplay {
  return { stored, kept: keptCount, left, refused: kept.map((one) => ({ ...one })) };
}
