import { Type } from 'typebox';
import { IngestAnswer, IngestHeaders, IngestQuery } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import {
  isTimeUnit,
  type RecordFormat,
  receiveRecords,
  requireIngestible,
  TIME_UNITS,
  type TimeUnit,
} from '../../../ingest/index.ts';
import type { App } from '../../parts.ts';
import { named } from '../../schema/index.ts';
import { answerOutcome, ingestAnswers } from './answer.ts';
import { bodyOf, emptyFault, unlessGone } from './body.ts';
import { unpacked } from './encoding.ts';
import type { Intake } from './intake.ts';
import { described, readEncoding, readMediaType } from './media.ts';
import { storeRecords } from './store.ts';

const DESCRIPTION = [
  'Takes a JSON object a line (application/x-ndjson), or an array of objects (application/json), of any length, packed by gzip, deflate or br if that is said.',
  'Fields have the names of the columns in the data model; an unknown one is refused with the right one. Instants are RFC 3339, or numbers in the unit of `time_unit`; a record without its time gets that of its receipt. Whole numbers may have 64 bits; bytes are base64; NaN is refused.',
  'Rows are stored in batches as they come, and the answer follows the last commit. A row that is there already counts as a duplicate, so that any request may be sent again.',
].join('\n\n');

const LINES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'text/plain'];
const JSON_TYPES = ['application/json'];
const NAMES = ['application/x-ndjson', 'application/json'];

/** As long as it may take: the longest time that a timer can have. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** The route that takes rows of a dataset. */
export function recordsRoute(app: App, intake: Intake): void {
  const schema = {
    tags: ['ingest'],
    operationId: 'ingestRecords',
    summary: 'Rows of one dataset',
    description: DESCRIPTION,
    params: Type.Object({ dataset: Type.String({ description: 'name of the dataset' }) }),
    querystring: IngestQuery,
    headers: IngestHeaders,
    body: described({
      'application/x-ndjson': Type.String({ description: 'an object a line' }),
      'application/json': Type.Array(Type.Object({}), { description: 'an array of objects' }),
    }),
    response: ingestAnswers(named(IngestAnswer, 'at least one row is safe')),
  };
  const options = { schema, config: { streams: true as const }, handlerTimeout: FOR_EVER_MS };
  app.post('/api/ingest/:dataset', options, async (request, reply) => {
    const { dataset: name } = request.params;
    const dataset = requireIngestible(name);
    const timeUnit = readTimeUnit(request.query.time_unit);
    const type = readMediaType(request, (one) => [...LINES, ...JSON_TYPES].includes(one), NAMES);
    const format: RecordFormat = JSON_TYPES.includes(type ?? '') ? 'values' : 'lines';
    const key = request.headers['idempotency-key'];
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
        budget: intake.budget,
        store: (batch) => storeRecords(intake, batch),
      }),
    );
    if (outcome === undefined) return reply;
    if (outcome.records === 0) throw emptyFault();
    answerOutcome(reply, outcome);
    return reply;
  });
}

function readTimeUnit(text: string | undefined): TimeUnit | undefined {
  if (text === undefined || isTimeUnit(text)) return text;
  throw new RadarError('REQUEST_INVALID', `There is no unit of time "${text}".`, {
    hint: `It is one of ${TIME_UNITS.join(', ')}; leave it out where instants are RFC 3339.`,
  });
}
