import type {
  DeadLetterDetail,
  DeadLetterDrop,
  DeadLetterList,
  DeadLetterReplay,
  IngestReport,
} from '../../../src/contract/index.ts';
import { addressOf, readJson } from './request.ts';
import { type Polled, usePoll } from './use-poll.ts';

/** What comes in changes by the second. */
const LIVE_MS = 2_000;
const SLOW_MS = 10_000;

/** Reports that are kept, so that rates have a past: ten minutes. */
const MOST_REPORTS = 300;

/** Reports since the page was opened, the newest last. */
export type IngestHistory = readonly IngestReport[];

/** What comes in, again and again; counts that began anew, with the process, begin a new history. */
export function useIngest(live: boolean): Polled<IngestHistory> {
  return usePoll<IngestHistory>({
    key: 'ingest',
    subject: 'ingest',
    live,
    intervalMs: () => LIVE_MS,
    read: async (previous = [], signal) => {
      const { body } = await readJson<IngestReport>('/api/ingest', { signal });
      const same = previous.at(-1)?.started_at === body.started_at;
      return [...(same ? previous.slice(1 - MOST_REPORTS) : []), body];
    },
  });
}

/** Which dead letters are meant. */
export interface LetterQuery {
  readonly id?: string | undefined;
  readonly dataset?: string | undefined;
  readonly receiver?: string | undefined;
  readonly reason?: string | undefined;
}

/** Letters that the page lists at most; the server gives no more at once. */
const MOST_LETTERS = '1000';

/** The newest refused records, and the counts of all. */
export function useDeadLetters(query: LetterQuery, live: boolean): Polled<DeadLetterList> {
  const address = addressOf('/api/dead-letters', { ...query, limit: MOST_LETTERS });
  return usePoll({
    key: address,
    subject: 'dead letters',
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<DeadLetterList>(address, { signal })).body,
  });
}

/** One refused record. */
export function useDeadLetter(id: string): Polled<DeadLetterDetail> {
  const address = `/api/dead-letters/${encodeURIComponent(id)}`;
  return usePoll({
    key: address,
    subject: address,
    live: false,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<DeadLetterDetail>(address, { signal })).body,
  });
}

/** Sends refused records again. Throws a Fault. */
export async function replayLetters(
  query: LetterQuery,
  signal: AbortSignal,
): Promise<DeadLetterReplay> {
  const address = addressOf('/api/dead-letters/replay', { ...query });
  return (await readJson<DeadLetterReplay>(address, { signal, method: 'POST' })).body;
}

/** Drops refused records for good. Throws a Fault. */
export async function dropLetters(
  query: LetterQuery,
  signal: AbortSignal,
): Promise<DeadLetterDrop> {
  const all = Object.values(query).every((value) => value === undefined) ? 'true' : undefined;
  const address = addressOf('/api/dead-letters', { ...query, all });
  return (await readJson<DeadLetterDrop>(address, { signal, method: 'DELETE' })).body;
}
