import type { DeadLetter, WriteBatch } from '../writer/index.ts';
import type { ReceivedMessage } from './broker.ts';
import { HEADER_PREFIX, prepareBatch } from './prepare.ts';
import { createRouter, type RouteSetting, readRoutes } from './route.ts';

/** The parts of a kept dead letter that are needed to take it once more. */
export type KeptLetter = Pick<DeadLetter, 'original' | 'receivedAt' | 'attributes'>;

/**
 * What a dead letter of this receiver becomes by the routes of today: rows, or dead letters again.
 * Routes that cannot be used count as none.
 */
export function replayNatsLetter(letter: KeptLetter, routes: readonly RouteSetting[]): WriteBatch {
  const attributes = letter.attributes ?? {};
  const headers = Object.entries(attributes).flatMap(([name, value]) =>
    name.startsWith(HEADER_PREFIX) ? [[name.slice(HEADER_PREFIX.length), value] as const] : [],
  );
  const message: ReceivedMessage = {
    subject: attributes.subject ?? '',
    stream: attributes.stream ?? '',
    sequence: Number(attributes.sequence ?? 0),
    data: letter.original,
    headers: new Map(headers),
    receivedAt: letter.receivedAt,
  };
  return prepareBatch([message], createRouter(readRoutes(routes).routes)).batch;
}
