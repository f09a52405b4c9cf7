import { isUtf8 } from 'node:buffer';
import { Type } from 'typebox';
import type { DatasetName } from '../../../../catalogue/index.ts';
import { IngestAnswer, IngestHeaders, PayloadQuery } from '../../../../contract/index.ts';
import { type Instant, RadarError, suggest } from '../../../../core/index.ts';
import {
  createTally,
  type DeadLetter,
  type IngestOutcome,
  isPayloadKind,
  PAYLOAD_KINDS,
  type PayloadKind,
  type PayloadRows,
  rowsOfPayload,
} from '../../../../ingest/index.ts';
import type { App } from '../../../parts.ts';
import { named } from '../../../schema/index.ts';
import { answerOutcome, ingestAnswers } from '../answer.ts';
import { emptyFault, unlessGone, withBody } from '../body.ts';
import { type Intake, intakeOf } from '../intake.ts';
import { described, readMediaType } from '../media.ts';
import { storeBatch } from '../store.ts';
import { takePolls } from './host-polls.ts';

const DESCRIPTION = [
  'Takes a result as the checkers, agents and pollers of the old system send it, and makes rows by its rules, corrected where they were wrong: absence stays absence, and numbers keep their digits.',
  'The parameters tell what the payload itself does not: who reported it, and from where.',
].join('\n\n');

const MOST_BYTES = 64 * 1_024 * 1_024;
const TYPES = ['application/json', 'application/x-ndjson', 'text/plain'];

const config = { permission: 'ingest:write', partitions: 'honoured' } as const;

/** The route that takes payloads of the old system. */
export function payloadRoute(app: App, intake: Intake): void {
  const schema = {
    tags: ['ingest'],
    operationId: 'ingestPayload',
    summary: 'A payload of the old system',
    description: DESCRIPTION,
    params: Type.Object({ kind: Type.String({ description: PAYLOAD_KINDS.join(', ') }) }),
    querystring: PayloadQuery,
    headers: IngestHeaders,
    body: described({
      'application/json': Type.Object({}, { description: 'the payload, as it was sent before' }),
    }),
    response: ingestAnswers(named(IngestAnswer, 'at least one row is safe, or none was told')),
  };
  app.post('/api/ingest/payload/:kind', { schema, config }, async (request, reply) => {
    const kind = requireKind(request.params.kind);
    readMediaType(request, (type) => TYPES.includes(type), ['application/json']);
    const key = request.headers['idempotency-key'];
    const receivedAt = intake.receipts.receivedAt(`payload/${kind}`, key);
    const { query } = request;
    const context = {
      receivedAt,
      pollerId: query.poller_id,
      agentId: query.agent_id,
      partition: query.partition,
      serviceName: query.service_name,
      sourceIp: query.source_ip,
      ignores: intake.parts.ingest.ignores,
    };
    const outcome = await unlessGone(request, reply, () =>
      withBody(intake, { request, reply, limit: MOST_BYTES }, (body) => {
        const text = textOf(body);
        const read = rowsOfPayload(kind, text, context);
        return store(intakeOf(intake, request), read, { kind, receivedAt, query, text });
      }),
    );
    if (outcome !== undefined) answerOutcome(reply, outcome);
    return reply;
  });
}

function requireKind(name: string): PayloadKind {
  if (isPayloadKind(name)) return name;
  const near = suggest(name, PAYLOAD_KINDS);
  const kinds = `They are ${PAYLOAD_KINDS.join(', ')}.`;
  throw new RadarError('NOT_FOUND', `There is no kind of payload "${name.slice(0, 80)}".`, {
    hint: near === undefined ? kinds : `Did you mean "${near}"? ${kinds}`,
  });
}

/** The text of the payload, which its reader parses. Throws REQUEST_INVALID for other bytes. */
function textOf(body: Buffer): string {
  const text = isUtf8(body) ? body.toString('utf8') : undefined;
  if (text === undefined) {
    throw new RadarError('REQUEST_INVALID', 'The bytes of the payload are no UTF-8.');
  }
  if (text.trim() === '') throw emptyFault();
  return text;
}

interface Received {
  readonly kind: PayloadKind;
  readonly receivedAt: Instant;
  readonly query: PayloadQuery;
  readonly text: string;
}

async function store(
  intake: Intake,
  read: PayloadRows,
  { kind, receivedAt, query, text }: Received,
): Promise<IngestOutcome> {
  const tally = createTally();
  const attributes = { kind, ...query } as { readonly [name: string]: string };
  const { checks, refused, ...polled } = await takePolls(intake, read.polls, text);
  const deadLetters = [...read.refused, ...refused].map(
    ({ dataset, path, reason, message, original }) => {
      tally.reject({ index: 0, field: path, code: reason, message });
      const letter = { dataset, receiver: 'payload', receivedAt, reason, message, field: path };
      return { ...letter, ...kept(original), attributes } satisfies DeadLetter;
    },
  );
  const { observations } = read;
  const rows = checks.length === 0 ? read.rows : { ...read.rows, device_capabilities: checks };
  const some = Object.values(rows).some((list) => list.length > 0);
  if (!some && observations.length + deadLetters.length === 0) return tally.outcome(1);
  const origin = {
    receiver: 'payload',
    receivedAt,
    contentType: JSON_TYPE,
    original: (dataset: DatasetName, index: number) => kept(read.original(dataset, index)).original,
    attributes: () => attributes,
  };
  const batch = { rows, origin, deadLetters, ...polled };
  const outcome = await storeBatch(intake, batch, observations);
  for (const [name, one] of Object.entries(outcome)) {
    // What the store remembers of devices beside the rows is none of the sender's.
    if (!REMEMBERED.has(name)) tally.add(one, () => 0);
  }
  return tally.outcome(1);
}

const REMEMBERED: ReadonlySet<string> = new Set(['device_updates', 'device_capabilities']);

const JSON_TYPE = 'application/json';

function kept(original: unknown): { readonly original: Uint8Array; readonly contentType: string } {
  const text = typeof original === 'string' ? original : jsonOf(original);
  return { original: Buffer.from(text), contentType: JSON_TYPE };
}

/** Great numbers as text of their digits, which every kind takes for numbers. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member: unknown) =>
    typeof member === 'bigint' ? member.toString() : member,
  );
}
