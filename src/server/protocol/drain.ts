import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { delay, RadarError } from '../../core/index.ts';

/** Answers that one connection may wait for; browsers and most clients never wait for two. */
const MOST_PER_CONNECTION = 100;

/** The answers under way, so that a stop can wait for them. */
export interface Drain {
  /**
   * Whether a connection waits for so many answers that it is a flood: a client may send requests
   * without end and take no answer, and Node keeps each in memory until the one before it is taken.
   */
  isFlooded(socket: Socket): boolean;
  /** Notes a request until its answer is sent or its connection is gone. Throws STOPPING. */
  enter(socket: Socket, answer: ServerResponse): void;
  readonly draining: boolean;
  /** Lets no further request in, and waits until none is under way, at most `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

export function createDrain(): Drain {
  const counts = new Map<Socket, number>();
  const watched = new WeakSet<Socket>();
  const empty = new AbortController();
  let draining = false;
  const set = (socket: Socket, count: number) => {
    if (count > 0) counts.set(socket, count);
    else counts.delete(socket);
    if (draining && counts.size === 0) empty.abort();
  };
  return {
    isFlooded: (socket) => (counts.get(socket) ?? 0) >= MOST_PER_CONNECTION,
    enter(socket, answer) {
      if (!watched.has(socket)) {
        watched.add(socket);
        // Answers that wait for the one before them are not told that their connection is gone.
        socket.once('close', () => set(socket, 0));
      }
      set(socket, (counts.get(socket) ?? 0) + 1);
      answer.once('close', () => set(socket, (counts.get(socket) ?? 0) - 1));
      if (draining) {
        throw new RadarError('STOPPING', 'The process is shutting down.', {
          hint: 'Try again when it has started anew.',
        });
      }
    },
    get draining() {
      return draining;
    },
    async drain(graceMs) {
      draining = true;
      if (counts.size > 0) await delay(graceMs, empty.signal);
    },
  };
}
