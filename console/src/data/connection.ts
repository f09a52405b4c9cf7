/** Surroundings that a test replaces. */
export interface Timers {
  readonly set: (run: () => void, ms: number) => unknown;
  readonly clear: (timer: unknown) => void;
}

export const windowTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as number),
};

/** Waits between two attempts to reach a lost server; the last one repeats. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 10_000];

export interface ConnectionOptions {
  /** Asks the server for a sign of life. */
  readonly probe: () => Promise<boolean>;
  readonly timers: Timers;
  readonly now: () => number;
}

/**
 * Whether the server can be reached. Everything that reads reports to it; while it is lost, one
 * probe asks for all, and everybody waits for `back`.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listeners = new Set<() => void>();
  #lostSince: number | undefined;
  #attempt = 0;
  #timer: unknown;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Since when the server is lost; undefined while it answers. */
  get lostSince(): number | undefined {
    return this.#lostSince;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A request did not reach the server. */
  lost(): void {
    if (this.#lostSince !== undefined) return;
    this.#lostSince = this.#options.now();
    this.#attempt = 0;
    this.#plan();
    this.#tell();
  }

  /** A request reached it. */
  reached(): void {
    if (this.#lostSince === undefined) return;
    this.#options.timers.clear(this.#timer);
    this.#lostSince = undefined;
    this.#tell();
  }

  /** Asks at once instead of at the planned time. */
  askNow(): void {
    if (this.#lostSince === undefined) return;
    this.#options.timers.clear(this.#timer);
    void this.#ask();
  }

  #plan(): void {
    const wait = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)] ?? 0;
    this.#attempt += 1;
    this.#timer = this.#options.timers.set(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    const alive = await this.#options.probe().catch(() => false);
    if (this.#lostSince === undefined) return;
    if (alive) this.reached();
    else this.#plan();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
