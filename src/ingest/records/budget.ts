import { RadarError } from '../../core/index.ts';

/** Memory that requests under way may hold together, so that many cannot exhaust it. */
export interface ByteBudget {
  /** An account of one request, which holds nothing yet. */
  open(): ByteAccount;
}

export interface ByteAccount {
  /** Says how many bytes the request holds now; false when there is no room for more. */
  hold(bytes: number): boolean;
  close(): void;
}

/** A budget of so many bytes. */
export function createByteBudget(limit: number): ByteBudget {
  let used = 0;
  return {
    open() {
      let own = 0;
      const hold = (bytes: number) => {
        if (bytes > own && used + bytes - own > limit) return false;
        used += bytes - own;
        own = bytes;
        return true;
      };
      return { hold, close: () => void hold(0) };
    },
  };
}

/** QUEUE_FULL, for a request that may not hold what it brings. */
export const memoryFault = (): RadarError =>
  new RadarError('QUEUE_FULL', 'Requests under way hold as much memory as they may.', {
    hint: 'Send it again later, or in shorter records.',
  });
