import { Type } from 'typebox';
import { CapabilityRecord, IngestAnswer, IngestHeaders } from '../../../contract/index.ts';
import type { App } from '../../parts.ts';
import { NoQuery, named } from '../../schema/index.ts';
import { ingestAnswers } from './answer.ts';
import type { Intake } from './intake.ts';
import { described } from './media.ts';
import { RECORDS_OPTIONS, takeRecords } from './take-records.ts';

const DESCRIPTION = [
  'Takes checks of what devices can do: an array of objects, or an object a line (application/x-ndjson). Each is an entry of the audit, and the newest of a device, capability and service is its state from then on; an older one that comes late never is. A check without device or capability is refused alone.',
  'The same check twice is one: without event_id, what is told decides. A success stays known through a failure, and a failure through a success.',
].join('\n\n');

/** The route that takes checks of capabilities. */
export function capabilitiesRoute(app: App, intake: Intake): void {
  const schema = {
    tags: ['ingest'],
    operationId: 'recordCapabilities',
    summary: 'Checks of what devices can do',
    description: DESCRIPTION,
    querystring: NoQuery,
    headers: IngestHeaders,
    body: described({
      'application/json': Type.Array(named(CapabilityRecord), { description: 'checks' }),
      'application/x-ndjson': Type.String({ description: 'a check a line' }),
    }),
    response: ingestAnswers(named(IngestAnswer, 'at least one check is safe')),
  };
  app.post('/api/capabilities', { schema, ...RECORDS_OPTIONS }, async (request, reply) => {
    const taking = { dataset: 'device_capabilities', name: '/api/capabilities' } as const;
    return takeRecords(intake, { request, reply }, taking);
  });
}
