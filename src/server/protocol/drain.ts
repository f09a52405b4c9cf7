import type { ServerResponse } from 'node:http';
import { delay, RadarError } from '../../core/index.ts';

/** The answers under way, so that a stop can wait for them. */
export interface Drain {
  /** Notes a request until its answer is sent or its connection is gone. Throws STOPPING. */
  enter(answer: ServerResponse): void;
  readonly draining: boolean;
  /** Lets no further request in, and waits until none is under way, at most `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

export function createDrain(): Drain {
  const underWay = new Set<ServerResponse>();
  const empty = new AbortController();
  let draining = false;
  const leave = (answer: ServerResponse) => {
    underWay.delete(answer);
    if (draining && underWay.size === 0) empty.abort();
  };
  return {
    enter(answer) {
      underWay.add(answer);
      answer.once('close', () => leave(answer));
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
      if (underWay.size > 0) await delay(graceMs, empty.signal);
    },
  };
}
