import type { FastifyReply } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ErrorBody, type IngestAnswer } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import type { IngestOutcome } from '../../../ingest/index.ts';
import { errorBody } from '../../faults/index.ts';
import { named, nameOf } from '../../schema/index.ts';

/** The faults of every route that stores rows. */
export const INGEST_FAULTS = {
  413: named(ErrorBody, 'the body is too long'),
  415: named(ErrorBody, 'the body has a type or encoding that is not understood'),
  429: named(ErrorBody, 'the queue is full; Retry-After says when to try again'),
  500: named(ErrorBody, 'a fault in radarstore itself'),
  503: named(
    ErrorBody,
    'the database is away or the process stops; Retry-After says when to try again',
  ),
} as const;

/** The answers of a route that tells what became of each record. */
export const ingestAnswers = <T extends TSchema>(success: T) =>
  ({
    200: success,
    400: Type.Unsafe<ErrorBody>({
      description: 'nothing was stored; where records were refused, which and why',
      allOf: [{ $ref: `${nameOf(ErrorBody)}#` }],
      additionalProperties: true,
    }),
    403: named(ErrorBody, 'rows of that dataset cannot be sent'),
    404: named(ErrorBody, 'there is no such dataset'),
    ...INGEST_FAULTS,
  }) as const;

/** The outcome in the words of the contract. */
export function ingestAnswer(outcome: IngestOutcome): IngestAnswer {
  const { accepted, duplicates, conflicts, rejected, rejectedCount } = outcome;
  return {
    accepted,
    duplicates,
    conflicts,
    rejected: rejected.map((one) => ({ ...one })),
    rejected_count: rejectedCount,
  };
}

/** Answers 200 when a row is safe, and 400 with the reasons when all were refused. */
export function answerOutcome(reply: FastifyReply, outcome: IngestOutcome): void {
  const answer = ingestAnswer(outcome);
  const kept = answer.accepted + answer.duplicates + answer.conflicts;
  if (kept > 0 || answer.rejected_count === 0) {
    reply.send(answer);
    return;
  }
  const first = answer.rejected[0];
  const error = new RadarError(
    'NOTHING_ACCEPTED',
    `None of the ${answer.rejected_count} records was stored. The first one: ${first?.message}.`,
    { hint: 'Correct them and send them again; they are kept as dead letters.' },
  );
  reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ ...errorBody(error), ...answer });
}
