import type { Instant } from '../../core/index.ts';
import type { DeadLetter, RowsByDataset, WriteBatch } from '../writer/index.ts';
import { CONTENT_TYPES, type OtlpBody, type OtlpFormat } from './body.ts';
import type { OtlpFault } from './fault.ts';
import type { OtlpRecords } from './read.ts';
import { type OtlpSignal, SIGNALS } from './signal.ts';

/** The receiver's name in dead letters and metrics. */
export const OTLP_RECEIVER = 'otlp';

/** A request with what is known of it. */
export interface OtlpRequest {
  readonly signal: OtlpSignal;
  readonly body: OtlpBody;
  readonly receivedAt: Instant;
}

/** What a request holds as one transaction, with its refused records as dead letters. */
export function otlpBatch(request: OtlpRequest, records: OtlpRecords): WriteBatch {
  const { dataset, rows, refused } = records;
  const { signal, body, receivedAt } = request;
  return {
    rows: { [dataset]: rows } as RowsByDataset,
    origin: {
      receiver: OTLP_RECEIVER,
      receivedAt,
      contentType: CONTENT_TYPES[body.format],
      original: (_dataset, row) => records.originalOfRow(row),
      attributes: () => ({ signal }),
    },
    deadLetters: refused.flatMap(({ record, reason, message, field }): DeadLetter[] => {
      const original = records.originalOf(record);
      if (original === undefined) return [];
      return [{ ...letterOf(request, original), reason, message, field }];
    }),
  };
}

/** A request that cannot be read, as a dead letter. */
export function unreadableLetter(request: OtlpRequest, { reason, message }: OtlpFault): DeadLetter {
  return { ...letterOf(request, request.body.bytes), reason, message };
}

function letterOf({ signal, body, receivedAt }: OtlpRequest, original: Uint8Array) {
  return {
    dataset: SIGNALS[signal].dataset,
    receiver: OTLP_RECEIVER,
    receivedAt,
    original,
    contentType: CONTENT_TYPES[body.format],
    attributes: { signal },
  };
}

/** The format of a content type; undefined for one that is none of OTLP. */
export function formatOfType(contentType: string): OtlpFormat | undefined {
  if (contentType === CONTENT_TYPES.json) return 'json';
  const isProtobuf =
    contentType === CONTENT_TYPES.protobuf || contentType === 'application/protobuf';
  return isProtobuf ? 'protobuf' : undefined;
}
