import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { IngestAnswer, IngestHeaders } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import {
  createTally,
  type DeadLetter,
  type EventMode,
  eventMode,
  type ReadEvent,
  readEvents,
} from '../../../ingest/index.ts';
import type { App } from '../../parts.ts';
import { NoQuery, named } from '../../schema/index.ts';
import { answerOutcome, ingestAnswers } from './answer.ts';
import { unlessGone, withBody } from './body.ts';
import type { Intake } from './intake.ts';
import { described, mediaTypeOf } from './media.ts';
import { storeBatch } from './store.ts';

const DESCRIPTION = [
  'Takes CloudEvents 1.0 by its HTTP binding: one event (application/cloudevents+json), a batch (application/cloudevents-batch+json), or attributes in `ce-` headers with the data as body. application/json is read as an event, or an array of them.',
  'An event is told apart by source and id: one that comes again is a duplicate, and keeps the time of its first delivery.',
].join('\n\n');

const MOST_BYTES = 16 * 1_024 * 1_024;
const NAMES = ['application/cloudevents+json', 'application/cloudevents-batch+json'];
const OPEN_BRACKET = 91;

const config = { permission: 'ingest:write' } as const;

/** The route that takes CloudEvents. */
export function eventsRoute(app: App, intake: Intake): void {
  const schema = {
    tags: ['ingest'],
    operationId: 'ingestEvents',
    summary: 'CloudEvents',
    description: DESCRIPTION,
    querystring: NoQuery,
    headers: IngestHeaders,
    body: described({
      'application/cloudevents+json': Type.Object({}, { description: 'an event' }),
      'application/cloudevents-batch+json': Type.Array(Type.Object({}), {
        description: 'events',
      }),
    }),
    response: ingestAnswers(named(IngestAnswer, 'at least one event is safe')),
  };
  app.post('/api/events', { schema, config }, async (request, reply) => {
    const headers = headersOf(request);
    const key = headers.get('idempotency-key');
    const receivedAt = intake.receipts.receivedAt('/api/events', key);
    const outcome = await unlessGone(request, reply, () =>
      withBody(intake, { request, reply, limit: MOST_BYTES }, async (body) => {
        const mode = eventMode(headers) ?? modeOfJson(headers, body);
        const events = readEvents({ headers, body }, mode, { receivedAt });
        return store(intake, events, { receivedAt, mode, headers });
      }),
    );
    if (outcome !== undefined) answerOutcome(reply, outcome);
    return reply;
  });
}

function headersOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const entries = Object.entries(request.headers);
  return new Map(entries.map(([name, value]) => [name, [value].flat().join(', ')]));
}

function modeOfJson(headers: ReadonlyMap<string, string>, body: Buffer): EventMode {
  const type = mediaTypeOf(headers.get('content-type'));
  if (type === 'application/json' || type === undefined) {
    const first = body.find((byte) => byte > 32);
    return first === OPEN_BRACKET ? 'batch' : 'structured';
  }
  throw new RadarError('MEDIA_UNSUPPORTED', `The type "${type}" is none of CloudEvents.`, {
    hint: `Send ${NAMES.join(' or ')}, or the attributes in ce- headers.`,
  });
}

interface Received {
  readonly receivedAt: number;
  readonly mode: EventMode;
  readonly headers: ReadonlyMap<string, string>;
}

async function store(intake: Intake, events: readonly ReadEvent[], received: Received) {
  const { receivedAt } = received;
  const tally = createTally();
  const places: number[] = [];
  const deadLetters: DeadLetter[] = [];
  const contentType = contentTypeOf(received);
  const attributes = attributesOf(received);
  events.forEach((event, index) => {
    if ('row' in event) {
      places.push(index);
      return;
    }
    const { reason, field, message } = event.fault;
    tally.reject({ index, field, code: reason, message });
    const { original } = event;
    const letter = { dataset: 'events', receiver: 'cloud-events', receivedAt, reason, message };
    deadLetters.push({ ...letter, field, original, contentType, attributes });
  });
  if (events.length > 0) {
    const outcome = await storeBatch(intake, {
      rows: { events: events.flatMap((event) => ('row' in event ? [event.row] : [])) },
      origin: {
        receiver: 'cloud-events',
        receivedAt,
        contentType,
        original: (_dataset, index) => events[places[index] ?? -1]?.original,
        attributes: () => attributes,
      },
      deadLetters,
    });
    if (outcome.events !== undefined) tally.add(outcome.events, (row) => places[row] ?? -1);
  }
  return tally.outcome(events.length);
}

/** Of one event alone, as it is kept when it is refused. */
function contentTypeOf({ mode, headers }: Received): string {
  if (mode === 'binary') return headers.get('content-type') ?? 'application/octet-stream';
  return 'application/cloudevents+json';
}

/** The attributes of an event that stand in headers. */
function attributesOf({ mode, headers }: Received): { readonly [name: string]: string } {
  if (mode !== 'binary') return {};
  const own = [...headers].filter(([name]) => name.startsWith('ce-'));
  return Object.fromEntries(own.map(([name, value]) => [`header.${name}`, value]));
}
