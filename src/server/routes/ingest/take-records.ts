import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { DatasetName } from '../../../catalogue/index.ts';
import {
  type RecordFormat,
  type RecordOptions,
  type RecordReader,
  receiveRecords,
  type TimeUnit,
} from '../../../ingest/index.ts';
import { answerOutcome } from './answer.ts';
import { bodyOf, emptyFault, unlessGone } from './body.ts';
import { unpacked } from './encoding.ts';
import { type Intake, intakeOf, requirePartitions } from './intake.ts';
import { described, readEncoding, readMediaType } from './media.ts';
import { storeRecords } from './store.ts';

const LINES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'text/plain'];
const JSON_TYPES = ['application/json'];
const NAMES = ['application/x-ndjson', 'application/json'];

/** As long as it may take: the longest time that a timer can have. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** What every route that takes records has. */
export const RECORDS_OPTIONS = {
  config: { streams: true, permission: 'ingest:write', partitions: 'honoured' },
  handlerTimeout: FOR_EVER_MS,
} as const;

/** The body of such a route. */
export const RECORDS_BODY = described({
  'application/x-ndjson': Type.String({ description: 'an object a line' }),
  'application/json': Type.Array(Type.Object({}), { description: 'an array of objects' }),
});

/** Which records are taken. */
export interface Taking {
  readonly dataset: DatasetName;
  /** Name under which a repeated key is remembered. */
  readonly name: string;
  readonly timeUnit?: TimeUnit | undefined;
  /** How records are read that are written in another way than rows. */
  readonly reader?: (options: RecordOptions) => {
    readonly shape: string;
    readonly reader: RecordReader;
  };
}

/** Stores the records of a body as they come, and answers what became of them. */
export async function takeRecords(
  intake: Intake,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { dataset, name, timeUnit, reader }: Taking,
): Promise<FastifyReply> {
  const own = intakeOf(intake, request);
  requirePartitions(own, dataset);
  const type = readMediaType(request, (one) => [...LINES, ...JSON_TYPES].includes(one), NAMES);
  const format: RecordFormat = JSON_TYPES.includes(type ?? '') ? 'values' : 'lines';
  const key = [request.headers['idempotency-key']].flat()[0];
  const receivedAt = intake.receipts.receivedAt(name, key);
  const encoding = readEncoding(request, reply);
  const body = bodyOf(request);
  const outcome = await unlessGone(request, reply, () =>
    receiveRecords(unpacked(body, encoding), {
      dataset,
      format,
      contentType: 'application/json',
      timeUnit,
      receivedAt,
      ...(reader === undefined ? {} : { read: reader({ receivedAt, timeUnit }) }),
      budget: intake.budget,
      store: (batch) => storeRecords(own, batch),
    }),
  );
  if (outcome === undefined) return reply;
  if (outcome.records === 0) throw emptyFault();
  answerOutcome(reply, outcome);
  return reply;
}
