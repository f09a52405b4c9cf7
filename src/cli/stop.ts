import type { Clock } from '../core/index.ts';

/** Waits for whatever asks a running program to stop. */
export interface StopWatch {
  /** Resolves once, with the reason. */
  readonly asked: Promise<string>;
  dispose(): void;
}

/** What of Node's `process` is used. */
export interface SignalSource {
  readonly ppid: number;
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

export interface StopOptions {
  readonly source: SignalSource;
  readonly clock: Clock;
  /** Stop when the parent goes: npm passes no hang-up on, and a killed npm leaves us behind. */
  readonly followParent: boolean;
  /** How often to look for the parent. */
  readonly parentPollMs?: number;
  /** Ends the process at once. */
  force(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Under npm one Ctrl-C arrives twice: once from the terminal, once passed on. */
const SAME_PRESS_MS = 2_000;

/** Starts to listen. A second Ctrl-C, later than the doubled first one, forces the end. */
export function watchForStop(options: StopOptions): StopWatch {
  const { source, clock } = options;
  let askedAt: number | undefined;
  let tell: (reason: string) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const ask = (reason: string) => {
    askedAt ??= clock.elapsedMs();
    tell(reason);
  };
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      const late = askedAt !== undefined && clock.elapsedMs() - askedAt > SAME_PRESS_MS;
      if (late && signal === 'SIGINT') options.force();
      else ask(signal);
    };
    source.on(signal, listener);
    return { signal, listener };
  });
  const parent = source.ppid;
  const poll = options.followParent
    ? setInterval(() => {
        if (source.ppid !== parent) ask('the parent process ended');
      }, options.parentPollMs ?? 1_000)
    : undefined;
  return {
    asked,
    dispose() {
      clearInterval(poll);
      for (const { signal, listener } of listeners) source.off(signal, listener);
    },
  };
}
