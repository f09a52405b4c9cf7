import type { Connection, Timers } from './connection.ts';
import { Fault } from './fault.ts';

/** What a poll has to show. */
export interface PollState<T> {
  /** Newest answer; stays while a newer one is fetched and when that fails. */
  readonly value: T | undefined;
  /** Why the newest attempt failed; undefined when it did not, and while the connection is lost. */
  readonly fault: Fault | undefined;
  /** A request is under way. */
  readonly busy: boolean;
}

export interface PollOptions<T> {
  /** Fetches; gets the previous answer so that it can fetch only what is new. */
  readonly read: (previous: T | undefined, signal: AbortSignal) => Promise<T>;
  /** Milliseconds between an answer and the next request. */
  readonly intervalMs: (value: T) => number;
  readonly initial: T | undefined;
  readonly connection: Connection;
  readonly timers: Timers;
  /** Whether anybody looks: a hidden tab asks for nothing. */
  readonly isVisible: () => boolean;
}

const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Keeps one answer fresh. It asks at once, then again after each interval while it is live; it
 * rests while the tab is hidden or the connection lost, and catches up when that ends.
 */
export class Poll<T> {
  readonly #options: PollOptions<T>;
  readonly #listeners = new Set<() => void>();
  #state: PollState<T>;
  #live = false;
  #started = false;
  #failures = 0;
  #timer: unknown;
  #abort: AbortController | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: PollOptions<T>) {
    this.#options = options;
    this.#state = { value: options.initial, fault: undefined, busy: false };
  }

  readonly state = (): PollState<T> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins. `live`: goes on after the first answer. */
  start(live: boolean): void {
    this.#started = true;
    this.#live = live;
    this.#unsubscribe = this.#options.connection.subscribe(() => this.#connectionChanged());
    void this.refresh();
  }

  stop(): void {
    this.#started = false;
    this.#unsubscribe?.();
    this.#options.timers.clear(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
    this.#state = { ...this.#state, busy: false };
  }

  /** Goes on, or rests; going on asks at once. */
  setLive(live: boolean): void {
    if (this.#live === live) return;
    this.#live = live;
    if (!this.#started) return;
    if (live) void this.refresh();
    else this.#options.timers.clear(this.#timer);
  }

  /** The tab was shown or hidden. */
  visibilityChanged(): void {
    if (!this.#started || !this.#options.isVisible()) return;
    if (this.#live || this.#isEmpty) void this.refresh();
  }

  /** Asks now, unless a request is under way. */
  async refresh(): Promise<void> {
    if (!this.#started || this.#abort !== undefined) return;
    this.#options.timers.clear(this.#timer);
    const abort = new AbortController();
    this.#abort = abort;
    this.#become({ ...this.#state, busy: true });
    try {
      const value = await this.#options.read(this.#state.value, abort.signal);
      if (abort.signal.aborted) return;
      this.#answered(value);
    } catch (cause) {
      if (abort.signal.aborted) return;
      this.#failed(cause);
    }
  }

  #answered(value: T): void {
    this.#abort = undefined;
    this.#failures = 0;
    this.#become({ value, fault: undefined, busy: false });
    this.#options.connection.reached();
    if (this.#live) this.#plan(this.#options.intervalMs(value));
  }

  #failed(cause: unknown): void {
    this.#abort = undefined;
    if (!(cause instanceof Fault)) {
      this.#become({ ...this.#state, busy: false });
      throw cause;
    }
    if (cause.kind === 'network') {
      // The frame says it once for the whole page; what was known stays.
      this.#become({ ...this.#state, busy: false });
      this.#options.connection.lost();
      return;
    }
    this.#options.connection.reached();
    this.#become({ ...this.#state, fault: cause, busy: false });
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 0;
    this.#failures += 1;
    // A page that follows sees what comes into being, such as a device that was not there yet.
    if (cause.retryable || this.#live) this.#plan(wait);
  }

  #plan(ms: number): void {
    this.#options.timers.clear(this.#timer);
    if (!this.#started) return;
    this.#timer = this.#options.timers.set(() => {
      if (this.#options.isVisible()) void this.refresh();
    }, ms);
  }

  #connectionChanged(): void {
    // Also what rests asks again: its last attempt may be the one that failed.
    if (this.#options.connection.lostSince === undefined && (this.#live || this.#isEmpty)) {
      void this.refresh();
    }
  }

  get #isEmpty(): boolean {
    return this.#state.value === undefined;
  }

  #become(state: PollState<T>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
