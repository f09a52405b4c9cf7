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
  /**
   * Notes a request until its answer is sent or its connection is gone, and resolves when it is its turn:
   * requests that a client sends without waiting are worked on one after the other, so that a client which
   * takes no answer has the memory of one. Throws STOPPING.
   */
  enter(socket: Socket, answer: ServerResponse): Promise<void>;
  /**
   * Calls `then` when each request of a connection that is here completely has been answered: what is
   * said of the bytes behind them must not be taken for their answer. Only the first call for a connection
   * counts: it is the last that is said there, while more of what is no HTTP may come.
   */
  inTurn(socket: Socket, then: () => void): void;
  readonly draining: boolean;
  /** Lets no further request in, and waits until none is under way, at most `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

export function createDrain(): Drain {
  const underWay = new Map<Socket, Set<ServerResponse>>();
  /** Who waits for the answer before his own. */
  const waiting = new Map<Socket, Set<() => void>>();
  const watched = new WeakSet<Socket>();
  const ending = new WeakSet<Socket>();
  const empty = new AbortController();
  let draining = false;
  const gone = (socket: Socket) => {
    underWay.delete(socket);
    for (const wake of waiting.get(socket) ?? []) wake();
    waiting.delete(socket);
    if (draining && underWay.size === 0) empty.abort();
  };
  const leave = (socket: Socket, answer: ServerResponse) => {
    const answers = underWay.get(socket);
    answers?.delete(answer);
    if (answers?.size === 0) gone(socket);
  };
  const turn = (socket: Socket, before: ServerResponse) =>
    new Promise<void>((resolve) => {
      const wakes = waiting.get(socket) ?? new Set();
      const wake = () => {
        wakes.delete(wake);
        resolve();
      };
      waiting.set(socket, wakes.add(wake));
      before.once('close', wake);
    });
  return {
    isFlooded: (socket) => (underWay.get(socket)?.size ?? 0) >= MOST_PER_CONNECTION,
    async enter(socket, answer) {
      // Of a connection that is gone nobody tells us any more when an answer is over.
      if (socket.destroyed) return;
      if (!watched.has(socket)) {
        watched.add(socket);
        // Answers that wait for the one before them are not told that their connection is gone.
        socket.once('close', () => gone(socket));
      }
      const answers = underWay.get(socket) ?? new Set();
      const before = [...answers].at(-1);
      underWay.set(socket, answers.add(answer));
      answer.once('close', () => leave(socket, answer));
      if (draining) {
        throw new RadarError('STOPPING', 'The process is shutting down.', {
          hint: 'Try again when it has started anew.',
        });
      }
      if (before !== undefined) await turn(socket, before);
    },
    inTurn(socket, then) {
      if (ending.has(socket)) return;
      ending.add(socket);
      const whole = [...(underWay.get(socket) ?? [])].filter(({ req }) => req.complete);
      const last = whole.at(-1);
      if (last === undefined) then();
      else last.once('close', then);
    },
    get draining() {
      return draining;
    },
    async drain(graceMs) {
      draining = true;
      if (underWay.size > 0) await delay(graceMs, empty.signal);
    },
  };
}
