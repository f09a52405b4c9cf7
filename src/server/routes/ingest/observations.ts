import { Type } from 'typebox';
import {
  IngestAnswer,
  IngestHeaders,
  IngestQuery,
  ObservationRecord,
} from '../../../contract/index.ts';
import { OBSERVATION_SHAPE, observationReader } from '../../../ingest/index.ts';
import type { App } from '../../parts.ts';
import { named } from '../../schema/index.ts';
import { ingestAnswers } from './answer.ts';
import type { Intake } from './intake.ts';
import { described } from './media.ts';
import { readTimeUnit } from './records.ts';
import { RECORDS_OPTIONS, takeRecords } from './take-records.ts';

const DESCRIPTION = [
  'Takes what sources say of devices (UD-1): an object a line, or an array of objects. They are cleaned, appended to `device_updates` and folded into the inventory in one transaction, so that after the answer every read tells of them.',
  'The result is the same for every order, grouping and repetition. An observation that is there already counts as a duplicate; one that names no device is refused alone. One that tells a device apart by nothing but an id, and a sweep of nothing but an address, is kept and makes no device (UD-20).',
].join('\n\n');

/** The route that takes observations of devices. */
export function observationsRoute(app: App, intake: Intake): void {
  const schema = {
    tags: ['ingest'],
    operationId: 'observeDevices',
    summary: 'What sources say of devices',
    description: DESCRIPTION,
    querystring: IngestQuery,
    headers: IngestHeaders,
    body: described({
      'application/x-ndjson': Type.String({ description: 'an observation a line' }),
      'application/json': Type.Array(named(ObservationRecord), { description: 'observations' }),
    }),
    response: ingestAnswers(named(IngestAnswer, 'at least one observation is safe')),
  };
  app.post('/api/observations', { schema, ...RECORDS_OPTIONS }, async (request, reply) => {
    const timeUnit = readTimeUnit(request.query.time_unit);
    return takeRecords(
      intake,
      { request, reply },
      {
        dataset: 'device_updates',
        name: '/api/observations',
        timeUnit,
        reader: (options) => ({ shape: OBSERVATION_SHAPE, reader: observationReader(options) }),
      },
    );
  });
}
