import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ErrorBody } from '../../../contract/index.ts';
import { RadarError, toRadarError } from '../../../core/index.ts';
import {
  RecordFault,
  remoteWriteRows,
  SnappyFault,
  unpackSnappy,
  type WriteVersion,
  type WrittenSeries,
} from '../../../ingest/index.ts';
import { answerFault } from '../../faults/index.ts';
import type { App } from '../../parts.ts';
import { NoQuery, named } from '../../schema/index.ts';
import { INGEST_FAULTS } from './answer.ts';
import { unlessGone, withBody } from './body.ts';
import { tooLarge } from './encoding.ts';
import { type Intake, intakeOf } from './intake.ts';
import { described, mediaTypeOf } from './media.ts';
import { storeSeries, type Written } from './series-store.ts';
import { storeBatch } from './store.ts';

const DESCRIPTION = [
  'Takes remote write 1.0 and 2.0 of Prometheus into `timeseries_metrics`: protobuf in a block of Snappy.',
  'Answers 204 when every sample is safe; 400 when some were refused, while the others are stored, so that the sender does not send them again; 503 when it shall.',
].join('\n\n');

/** A request of Prometheus has some kilobytes; so much is a bound for those who send differently. */
const MOST_PACKED = 16 * 1_024 * 1_024;
const MOST_BYTES = 32 * 1_024 * 1_024;

const TYPE = 'application/x-protobuf';
const PROTOS: { readonly [proto: string]: WriteVersion } = {
  'prometheus.WriteRequest': 1,
  'io.prometheus.write.v2.Request': 2,
};

const config = { permission: 'ingest:write', partitions: 'honoured' } as const;

/** The route that Prometheus writes to. */
export function remoteWriteRoute(app: App, intake: Intake): void {
  // A full queue is told by 503 here.
  const { 429: _full, ...faults } = INGEST_FAULTS;
  const schema = {
    tags: ['ingest'],
    operationId: 'remoteWrite',
    summary: 'Samples of Prometheus, by remote write',
    description: DESCRIPTION,
    querystring: NoQuery,
    body: described({
      [TYPE]: Type.String({ format: 'binary', description: 'a message in a block of Snappy' }),
    }),
    response: {
      204: Type.Null({ description: 'every sample is safe' }),
      400: named(ErrorBody, 'some samples were refused, or the request cannot be read'),
      ...faults,
    },
  };
  app.post('/api/v1/write', { schema, config }, async (request, reply) => {
    try {
      const written = await unlessGone(request, reply, () =>
        receive(intakeOf(intake, request), request, reply),
      );
      if (written !== undefined) answer(reply, written);
    } catch (thrown) {
      answerAgain(intake, thrown, { request, reply });
    }
    return reply;
  });
}

async function receive(
  intake: Intake,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Written> {
  const version = readVersion(request);
  if (request.headers['content-encoding']?.trim().toLowerCase() !== 'snappy') {
    throw new RadarError('MEDIA_UNSUPPORTED', 'The body is not packed by Snappy.', {
      hint: 'Say Content-Encoding: snappy, and send one block without frames.',
    });
  }
  const receivedAt = intake.parts.clock.now();
  const whole = { request, reply, limit: MOST_PACKED, packed: true as const };
  return withBody(intake, whole, async (packed) => {
    const body = unpack(packed);
    return storeSeries(intake, { series: await read(intake, body, version), version, receivedAt });
  });

  async function read(
    { parts }: Intake,
    body: Uint8Array,
    of: WriteVersion,
  ): Promise<WrittenSeries> {
    try {
      return remoteWriteRows(body, of);
    } catch (fault) {
      if (!(fault instanceof RecordFault)) throw fault;
      parts.log.debug({ fault: fault.message }, 'a remote write cannot be read');
      await keepWhole(body, fault);
      throw new RadarError('REQUEST_INVALID', `It cannot be read: ${fault.message}.`);
    }
  }

  async function keepWhole(original: Uint8Array, { reason, message }: RecordFault): Promise<void> {
    const contentType = request.headers['content-type'] ?? TYPE;
    const letter = { receiver: 'remote-write', receivedAt, reason, message, original, contentType };
    await storeBatch(intake, {
      rows: {},
      deadLetters: [{ ...letter, dataset: 'timeseries_metrics' }],
    });
  }
}

function unpack(packed: Buffer): Uint8Array {
  try {
    return unpackSnappy(packed, MOST_BYTES);
  } catch (fault) {
    if (!(fault instanceof SnappyFault)) throw fault;
    if (fault.tooLong) throw tooLarge(MOST_BYTES);
    throw new RadarError('REQUEST_INVALID', `The body is no Snappy: ${fault.message}.`);
  }
}

function readVersion(request: FastifyRequest): WriteVersion {
  const header = request.headers['content-type'];
  const proto = /;\s*proto\s*=\s*"?([\w.]+)/.exec(header ?? '')?.[1] ?? 'prometheus.WriteRequest';
  const version = PROTOS[proto];
  if (mediaTypeOf(header) === TYPE && version !== undefined) return version;
  throw new RadarError('MEDIA_UNSUPPORTED', `The type "${header ?? ''}" is no remote write.`, {
    hint: `Send ${TYPE}, with proto=${Object.keys(PROTOS).join(' or proto=')}.`,
  });
}

function answer(reply: FastifyReply, written: Written): void {
  const { version, samples, histograms, refused, example } = written;
  if (version === 2) {
    reply.headers({
      'x-prometheus-remote-write-samples-written': samples,
      'x-prometheus-remote-write-histograms-written': histograms,
      'x-prometheus-remote-write-exemplars-written': 0,
    });
  }
  if (refused === 0) {
    reply.code(204).send();
    return;
  }
  throw new RadarError(
    'REQUEST_INVALID',
    `${refused} samples were refused; the others are stored. The first one: ${example}.`,
    { hint: 'They are kept as dead letters.' },
  );
}

/** Prometheus drops what is answered 429, unless it is told otherwise; 503 it sends again. */
function answerAgain(
  { parts }: Intake,
  thrown: unknown,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): void {
  const fault = toRadarError(thrown);
  if (fault.code !== 'QUEUE_FULL') throw thrown;
  const { message, hint = '' } = fault;
  answerFault(parts.log, new RadarError('STOPPING', message, { hint, cause: fault }), exchange);
}
