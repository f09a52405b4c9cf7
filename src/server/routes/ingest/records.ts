import { Type } from 'typebox';
import { IngestAnswer, IngestHeaders, IngestQuery } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { isTimeUnit, requireIngestible, TIME_UNITS, type TimeUnit } from '../../../ingest/index.ts';
import type { App } from '../../parts.ts';
import { named } from '../../schema/index.ts';
import { ingestAnswers } from './answer.ts';
import type { Intake } from './intake.ts';
import { RECORDS_BODY, RECORDS_OPTIONS, takeRecords } from './take-records.ts';

const DESCRIPTION = [
  'Takes a JSON object a line (application/x-ndjson), or an array of objects (application/json), of any length, packed by gzip, deflate or br if that is said.',
  'Fields have the names of the columns in the data model; an unknown one is refused with the right one. Instants are RFC 3339, or numbers in the unit of `time_unit`; a record without its time gets that of its receipt. Whole numbers may have 64 bits; bytes are base64; NaN is refused.',
  'Rows are stored in batches as they come, and the answer follows the last commit. A row that is there already counts as a duplicate, so that any request may be sent again.',
].join('\n\n');

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
    body: RECORDS_BODY,
    response: ingestAnswers(named(IngestAnswer, 'at least one row is safe')),
  };
  app.post('/api/ingest/:dataset', { schema, ...RECORDS_OPTIONS }, async (request, reply) => {
    const { dataset: name } = request.params;
    const dataset = requireIngestible(name);
    const timeUnit = readTimeUnit(request.query.time_unit);
    return takeRecords(intake, { request, reply }, { dataset, name, timeUnit });
  });
}

/** Reads the unit of numbers that stand for instants. Throws REQUEST_INVALID. */
export function readTimeUnit(text: string | undefined): TimeUnit | undefined {
  if (text === undefined || isTimeUnit(text)) return text;
  throw new RadarError('REQUEST_INVALID', `There is no unit of time "${text}".`, {
    hint: `It is one of ${TIME_UNITS.join(', ')}; leave it out where instants are RFC 3339.`,
  });
}
