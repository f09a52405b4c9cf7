import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Connection, windowTimers } from './connection.ts';
import { Poll, type PollState } from './poll.ts';

/** The page's connection to its server. */
export const connection = new Connection({
  probe: () => fetch('/healthz', { signal: AbortSignal.timeout(5_000) }).then(({ ok }) => ok),
  timers: windowTimers,
  now: () => Date.now(),
});

/** Begins to use the browser's own word on the network; once, at start. */
export function listenToNetwork(): void {
  window.addEventListener('online', () => connection.askNow());
}

/** Since when the server is lost; undefined while it answers. */
export function useLostSince(): number | undefined {
  return useSyncExternalStore(connection.subscribe, () => connection.lostSince);
}

/** Newest answers by key, so that a page that is opened again shows at once what it knew. */
const remembered = new Map<string, unknown>();
const MOST_REMEMBERED = 40;

function rememberValue(key: string, value: unknown): void {
  remembered.delete(key);
  remembered.set(key, value);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

/** Forgets what was known: somebody else looks now. */
export function forgetAnswers(): void {
  remembered.clear();
}

export interface PollRequest<T> {
  /** Names exactly what is asked for. */
  readonly key: string;
  /**
   * Names what it is about: while the answer to a new key is fetched, the old one of the same
   * subject stays on the screen.
   */
  readonly subject: string;
  readonly read: (previous: T | undefined, signal: AbortSignal) => Promise<T>;
  readonly intervalMs: (value: T) => number;
  readonly live: boolean;
}

export interface Polled<T> extends PollState<T> {
  /** The value answers an older question than the one that is asked now. */
  readonly outdated: boolean;
  readonly retry: () => void;
}

/** Keeps an answer fresh while the component is shown. */
export function usePoll<T>(request: PollRequest<T>): Polled<T> {
  const { key, subject, live } = request;
  const latest = useRef(request);
  useEffect(() => {
    latest.current = request;
  });
  const poll = useMemo(() => createPoll<T>(key, latest), [key]);
  useEffect(() => {
    poll.start(latest.current.live);
    const look = () => poll.visibilityChanged();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      poll.stop();
    };
  }, [poll]);
  useEffect(() => poll.setLive(live), [poll, live]);
  const state = useSyncExternalStore(poll.subscribe, poll.state);
  const previous = useRef<{ subject: string; value: T } | undefined>(undefined);
  useEffect(() => {
    if (state.value !== undefined) previous.current = { subject, value: state.value };
  });
  const retry = useCallback(() => void poll.refresh(), [poll]);
  const old = previous.current?.subject === subject ? previous.current.value : undefined;
  const outdated = state.value === undefined && old !== undefined;
  return { ...state, value: state.value ?? old, outdated, retry };
}

function createPoll<T>(key: string, latest: { current: PollRequest<T> }): Poll<T> {
  return new Poll<T>({
    read: async (previous, signal) => {
      const value = await latest.current.read(previous, signal);
      rememberValue(key, value);
      return value;
    },
    intervalMs: (value) => latest.current.intervalMs(value),
    initial: remembered.get(key) as T | undefined,
    connection,
    timers: windowTimers,
    isVisible: () => document.visibilityState === 'visible',
  });
}

/** True once something has lasted for `ms`: short waits are not worth a word. */
export function useLasting(is: boolean, ms = 300): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!is) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [is, ms]);
  return is && lasts;
}
