import { RadarError } from '../../../core/index.ts';

/** Lets few works run at a time, and few wait. */
export interface Gate {
  /** Runs `work` when it is its turn. Throws TOO_MANY_ATTEMPTS at once where too many wait. */
  through<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Each hash takes its memory for as long as it is computed, so a flood of log-ins must wait outside.
 */
export function createGate(bounds: { readonly atOnce: number; readonly waiting: number }): Gate {
  const queue: (() => void)[] = [];
  let running = 0;
  const leave = () => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    async through(work) {
      if (running < bounds.atOnce) running += 1;
      else {
        if (queue.length >= bounds.waiting) {
          throw new RadarError('TOO_MANY_ATTEMPTS', 'Too many log-ins wait to be checked.', {
            hint: 'Try again in a few seconds.',
          });
        }
        await new Promise<void>((resolve) => queue.push(resolve));
      }
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
