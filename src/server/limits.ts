/** How long the server waits for what. Milliseconds. */
export interface Limits {
  /** For a request to arrive completely. */
  readonly requestMs: number;
  /** For its answer to be made. */
  readonly handlerMs: number;
  /** For rows that were sent to be committed. */
  readonly commitMs: number;
  /** For the client to take the answer. */
  readonly answerMs: number;
  /** For a byte on a connection on which something is under way. */
  readonly idleMs: number;
  /** For the next request on a connection on which all are answered. */
  readonly keepAliveMs: number;
  /** For running requests to end once the server stops. */
  readonly graceMs: number;
}

const HANDLER_MS = 60_000;

/** An answer takes a few statements; the database cuts the slow one before we give up. */
const HANDLER_MARGIN_MS = 15_000;

/** Limits that leave the database the time that one statement may take. */
export function limitsFor(statementTimeoutMs: number): Limits {
  const handlerMs = Math.max(HANDLER_MS, statementTimeoutMs + HANDLER_MARGIN_MS);
  return {
    requestMs: 30_000,
    handlerMs,
    commitMs: 20_000,
    answerMs: 2 * HANDLER_MS,
    idleMs: handlerMs + HANDLER_MARGIN_MS,
    // Longer than proxies keep their connections, so that it is they who close them.
    keepAliveMs: 72_000,
    graceMs: 10_000,
  };
}

/** Limits for the default statement time-out. */
export const LIMITS: Limits = limitsFor(0);
