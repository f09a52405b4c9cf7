import type { DatasetName } from '../../catalogue/index.ts';
import type { DeadLetter, RowsByDataset, WriteBatch } from '../writer/index.ts';
import type { ReceivedMessage } from './broker.ts';
import { type DecodedRow, decode, type Rejection } from './decode.ts';
import type { Router } from './route.ts';

/** The receiver's name in dead letters and metrics. */
export const RECEIVER = 'nats';

/** Begins the attributes of a dead letter that were headers. */
export const HEADER_PREFIX = 'header.';

/** Messages as one transaction, with what it is made of. */
export interface PreparedBatch {
  readonly batch: WriteBatch;
  /** Whether there is anything to write. */
  readonly isEmpty: boolean;
  /** Messages by what became of them, under the dataset of their route. */
  readonly counts: readonly MessageCount[];
}

export interface MessageCount {
  readonly dataset: string;
  /** `empty`: a request or list without records. */
  readonly outcome: 'stored' | 'dead_letter' | 'empty';
  readonly messages: number;
}

/** A row with the message that it came from. */
interface Sourced extends DecodedRow {
  readonly message: ReceivedMessage;
}

/** Decodes messages and puts their rows together by dataset. */
export function prepareBatch(messages: readonly ReceivedMessage[], router: Router): PreparedBatch {
  const rows = new Map<DatasetName, Sourced[]>();
  const deadLetters: DeadLetter[] = [];
  const counts = new Map<string, number>();
  const count = (dataset: string, outcome: MessageCount['outcome']) => {
    const key = `${dataset} ${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const message of messages) {
    const { rows: made, rejected } = decode(message, router);
    for (const one of made) {
      const list = rows.get(one.dataset) ?? [];
      list.push({ ...one, message });
      rows.set(one.dataset, list);
    }
    deadLetters.push(...rejected.flatMap((one) => letterOf(message, one) ?? []));
    const failed = rejected.length > 0 ? 'dead_letter' : 'empty';
    count(router(message.subject)?.dataset ?? 'none', made.length > 0 ? 'stored' : failed);
  }
  return {
    batch: batchOf(messages, rows, deadLetters),
    isEmpty: rows.size === 0 && deadLetters.length === 0,
    counts: [...counts].map(([key, number]) => {
      const [dataset = '', outcome] = key.split(' ');
      return { dataset, outcome: outcome as MessageCount['outcome'], messages: number };
    }),
  };
}

/** A batch that keeps one message as a dead letter, whatever it is. */
export function letterBatch(message: ReceivedMessage, rejection: Rejection): WriteBatch {
  const letter = letterOf(message, rejection);
  return batchOf([message], new Map(), letter === undefined ? [] : [letter]);
}

function batchOf(
  messages: readonly ReceivedMessage[],
  rows: ReadonlyMap<DatasetName, readonly Sourced[]>,
  deadLetters: readonly DeadLetter[],
): WriteBatch {
  const byDataset = Object.fromEntries(
    [...rows].map(([dataset, list]) => [dataset, list.map((one) => one.row)]),
  ) as RowsByDataset;
  const sourceOf = (dataset: DatasetName, index: number) => rows.get(dataset)?.[index];
  return {
    rows: byDataset,
    deadLetters,
    origin: {
      receiver: RECEIVER,
      receivedAt: messages[0]?.receivedAt ?? 0,
      original: (dataset, index) => {
        const source = sourceOf(dataset, index);
        return source?.original === undefined ? source?.message.data : source.original();
      },
      attributes: (dataset, index) => attributesOf(sourceOf(dataset, index)?.message),
    },
  };
}

/** Undefined where a letter before holds the record already. */
function letterOf(message: ReceivedMessage, rejection: Rejection): DeadLetter | undefined {
  const original = rejection.original === undefined ? message.data : rejection.original();
  if (original === undefined) return undefined;
  const attributes = attributesOf(message);
  const contentType = message.headers.get('content-type') ?? message.headers.get('Content-Type');
  return {
    dataset: rejection.dataset,
    receiver: RECEIVER,
    receivedAt: message.receivedAt,
    reason: rejection.reason,
    message: rejection.message,
    field: rejection.field ?? null,
    original,
    ...(contentType === undefined ? {} : { contentType }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** What is needed to take the message anew: where it went, and its headers. */
function attributesOf(message: ReceivedMessage | undefined): DeadLetter['attributes'] {
  if (message === undefined) return undefined;
  const headers = [...message.headers].map(([name, value]) => [`${HEADER_PREFIX}${name}`, value]);
  return {
    subject: message.subject,
    stream: message.stream,
    sequence: String(message.sequence),
    ...Object.fromEntries(headers),
  };
}
