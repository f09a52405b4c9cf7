import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import type { App, ServerParts } from './parts.ts';

/** More than that are no clients but a flood; closing them all at once should not take seconds. */
const MOST = 4_096;

/** Where the system does not tell the limit. */
const USUAL_OPEN_FILES = 1_024;

const WARN_EVERY_MS = 60_000;

/** HTTP, OTLP over HTTP and OTLP over gRPC. */
const LISTENERS = 3;

/**
 * Lets the connections of all listeners together take at most half of the files that this process may have
 * open, each an equal share: whoever opens connections must not keep receivers and database from their
 * work. Those beyond are closed at once.
 */
export function limitConnections(
  server: Server,
  { log, clock }: Pick<ServerParts, 'log' | 'clock'>,
): void {
  const limit = Math.min(MOST, Math.floor(openFilesLimit() / 2 / LISTENERS));
  server.maxConnections = limit;
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (clock.elapsedMs() - warnedAtMs < WARN_EVERY_MS) return;
    warnedAtMs = clock.elapsedMs();
    log.warn({ limit }, 'too many connections are open, so new ones are closed');
  });
}

/**
 * Answers a request that expects what nobody knows like any other, as HTTP allows. Node would answer it
 * with a status alone, which is none of the contract.
 */
export function ignoreExpectations({ server }: App): void {
  server.on('checkExpectation', (request, answer) => server.emit('request', request, answer));
}

function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return USUAL_OPEN_FILES; // no Linux
  }
}
