import type { NewRow } from '../../catalogue/index.ts';
import { withoutSecrets } from '../formats/index.ts';
import { createSplitter, RecordFault } from '../records/index.ts';
import {
  binaryEvent,
  type CloudEvent,
  type Headers,
  isBinary,
  structuredEvent,
} from './envelope.ts';
import { type EventSource, eventRow } from './row.ts';

/** The ways in which events come in a message; facts of the protocol: CloudEvents 1.0, HTTP and NATS bindings. */
export type EventMode = 'structured' | 'batch' | 'binary';

/** A message with its headers, whose names are in lower case. */
export interface EventMessage {
  readonly headers: Headers;
  readonly body: Buffer;
}

/** One event of a message: its row, or why there is none. */
export type ReadEvent =
  | { readonly row: NewRow<'events'>; readonly original: Buffer }
  | { readonly fault: RecordFault; readonly original: Buffer };

const STRUCTURED = 'application/cloudevents';
const BATCH = 'application/cloudevents-batch';

/** How the events of a message are told, by its headers; undefined where those name none. */
export function eventMode(headers: Headers): EventMode | undefined {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === BATCH || type === `${BATCH}+json`) return 'batch';
  if (type === STRUCTURED || type === `${STRUCTURED}+json`) return 'structured';
  return isBinary(headers) ? 'binary' : undefined;
}

/**
 * Reads the events of a message, each for itself. A batch may be empty. Never throws; a message
 * whose parts cannot be told apart is one event that cannot be read.
 */
export function readEvents(
  { headers, body }: EventMessage,
  mode: EventMode,
  source: EventSource,
): readonly ReadEvent[] {
  if (mode === 'binary') {
    const clean = () => Buffer.from(withoutSecrets(body.toString('utf8')));
    return [attempt(body, source, { read: () => binaryEvent(headers, body), clean })];
  }
  const structured = (bytes: Buffer, fault?: RecordFault) =>
    attempt(bytes, source, {
      read: () => {
        if (fault !== undefined) throw fault;
        return structuredEvent(bytes);
      },
      clean: (row) => Buffer.from(row.raw_data ?? ''),
    });
  if (mode === 'structured') return [structured(body)];
  const splitter = createSplitter({ format: 'values', longest: body.length });
  const pieces = [...splitter.push(body), ...splitter.end()];
  return pieces.map(({ bytes, fault }) => structured(bytes, fault));
}

interface Attempt {
  read(): CloudEvent;
  /** The original without its secrets, where the row had to leave some out. */
  clean(row: NewRow<'events'>): Buffer;
}

function attempt(original: Buffer, source: EventSource, { read, clean }: Attempt): ReadEvent {
  try {
    const event = read();
    const row = eventRow(event, source);
    return { row, original: row.raw_data === event.raw ? original : clean(row) };
  } catch (fault) {
    if (fault instanceof RecordFault) return { fault, original };
    throw fault;
  }
}
