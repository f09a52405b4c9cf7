import type { BrokerMessage } from './broker.ts';

export interface IntakeOptions {
  /** Bytes that are held; a message that comes beyond waits in the client library. */
  readonly bytes: number;
  /** Messages of a batch at most, and how long the oldest one waits for others. */
  readonly batchMessages: number;
  readonly batchWaitMs: number;
}

/** Messages that were delivered and are not answered yet. */
export interface Intake {
  /** Holds a message. Resolves when there is room for another one, or the intake has ended. */
  put(message: BrokerMessage): Promise<void>;
  /** The next batch, in order of arrival; undefined once the intake has ended. */
  take(): Promise<readonly BrokerMessage[] | undefined>;
  /** These were answered. */
  settle(messages: readonly BrokerMessage[]): void;
  /** Everything that is held, taken or not. */
  held(): readonly BrokerMessage[];
  /** Ends all waiting. What was not taken stays held. */
  end(): void;
}

export function createIntake(options: IntakeOptions): Intake {
  const queue: BrokerMessage[] = [];
  const held = new Set<BrokerMessage>();
  const changes = createSignal();
  let bytes = 0;
  let oldestAt = 0;
  let ended = false;
  return {
    async put(message) {
      if (queue.length === 0) oldestAt = performance.now();
      queue.push(message);
      held.add(message);
      bytes += message.data.byteLength;
      changes.notify();
      while (bytes > options.bytes && !ended) await changes.next();
    },
    async take() {
      while (!ended) {
        const waitMs = oldestAt + options.batchWaitMs - performance.now();
        const isFull = queue.length >= options.batchMessages || bytes > options.bytes;
        if (queue.length > 0 && (isFull || waitMs <= 0)) {
          const batch = queue.splice(0, options.batchMessages);
          oldestAt = performance.now();
          return batch;
        }
        await changes.next(queue.length > 0 ? waitMs : undefined);
      }
      return undefined;
    },
    settle(messages) {
      for (const message of messages) {
        if (held.delete(message)) bytes -= message.data.byteLength;
      }
      changes.notify();
    },
    held: () => [...held],
    end() {
      ended = true;
      changes.notify();
    },
  };
}

/** Wakes all who wait for a change. */
function createSignal() {
  const waiting = new Set<() => void>();
  return {
    notify() {
      for (const wake of waiting) wake();
    },
    /** Resolves at the next notice, or after `mostMs`. */
    next: (mostMs?: number) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = mostMs === undefined ? undefined : setTimeout(wake, mostMs);
        waiting.add(wake);
      }),
  };
}
