import type { DatasetName, NewRow } from '../../catalogue/index.ts';
import { messageOf } from '../../core/index.ts';
import { FormatFault } from '../formats/index.ts';
import type { ReceivedMessage } from './broker.ts';
import { DECODERS } from './decoders.ts';
import type { Router } from './route.ts';

/** A row that a message became. */
export interface DecodedRow {
  readonly dataset: DatasetName;
  readonly row: NewRow<DatasetName>;
  /**
   * What is kept when the row is refused; without it, the message. Undefined where something that
   * was kept before holds it already.
   */
  original?(): Uint8Array | undefined;
}

/** A record, or a whole message, that no row can be made of. */
export interface Rejection {
  readonly dataset: DatasetName | null;
  readonly reason: string;
  readonly message: string;
  readonly field?: string | null;
  /** As that of {@link DecodedRow}. */
  original?(): Uint8Array | undefined;
}

/** What a message became: rows, and what could not be one. */
export interface Decoded {
  readonly rows: readonly DecodedRow[];
  readonly rejected: readonly Rejection[];
}

/**
 * Makes rows of a message as its route says. Never throws: a message that nothing can be made of is
 * rejected as a whole, so that it becomes a dead letter and is not delivered for ever.
 */
export function decode(message: ReceivedMessage, router: Router): Decoded {
  const route = router(message.subject);
  if (route === undefined) {
    const said = `No route takes the subject "${message.subject}".`;
    return { rows: [], rejected: [{ dataset: null, reason: 'no_route', message: said }] };
  }
  try {
    return DECODERS[route.format](message, route.dataset);
  } catch (fault) {
    const known = fault instanceof FormatFault;
    const rejection: Rejection = {
      dataset: route.dataset,
      reason: known ? fault.reason : 'undecodable',
      message: known ? fault.message : `The message cannot be decoded: ${messageOf(fault)}.`,
      field: known ? fault.field : null,
    };
    return { rows: [], rejected: [rejection] };
  }
}
