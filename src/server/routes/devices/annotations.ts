import type { FastifyRequest } from 'fastify';
import {
  ANNOTATION_LIMITS,
  DeviceAnnotations,
  DeviceAnnotationsRequest,
  ErrorBody,
} from '../../../contract/index.ts';
import { type Instant, RadarError } from '../../../core/index.ts';
import { annotateDevice } from '../../../inventory/index.ts';
import { readAnnotations } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers } from '../../schema/index.ts';
import { deviceAnnotations } from '../../views/index.ts';
import { jsonBody, readObject, textMember, textsMember } from './body.ts';
import { DeviceParams, READS, requireDevice, tags, WRITES } from './request.ts';

/** Routes of what people write about a device. */
export function annotationRoutes(app: App, parts: ServerParts): void {
  readRoute(app, parts);
  writeRoute(app, parts);
}

const answer = named(DeviceAnnotations, 'tags and notes of the device; their ETag is a header');

function readRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceAnnotations',
    summary: 'Tags and notes of a device',
    params: DeviceParams,
    querystring: NoQuery,
    response: objectAnswers(answer),
  };
  app.get('/api/devices/:id/annotations', { schema, config: READS }, async (request, reply) => {
    const { device } = await requireDevice(parts, request.params.id, accessOf(request).partitions);
    const id = device.device_id;
    const row = (await readAnnotations(parts.database, [id])).get(id);
    reply.header('etag', etagOf(row?.updated_at ?? null));
    return deviceAnnotations(id, row);
  });
}

function writeRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'annotateDevice',
    summary: 'Writes tags and notes of a device',
    description:
      'What was there is replaced. With If-Match and the ETag of the answer that was read, only if nobody wrote since; an observation never changes them.',
    params: DeviceParams,
    querystring: NoQuery,
    body: jsonBody(DeviceAnnotationsRequest),
    response: {
      ...objectAnswers(answer),
      412: named(ErrorBody, 'somebody wrote since the ETag was read'),
    },
  };
  app.put('/api/devices/:id/annotations', { schema, config: WRITES }, async (request, reply) => {
    const body = readObject(request, ['tags', 'notes']);
    const expected = readMatch(request);
    const { actor, partitions } = accessOf(request);
    const { device } = await requireDevice(parts, request.params.id, partitions);
    const row = await annotateDevice(parts.ingest.database, {
      deviceId: device.device_id,
      tags: textsMember(body, 'tags', {
        most: ANNOTATION_LIMITS.tags,
        longest: ANNOTATION_LIMITS.tag,
      }),
      notes: textMember(body, 'notes', ANNOTATION_LIMITS.notes)?.trim() || null,
      actor,
      now: parts.clock.now(),
      ...(expected === undefined ? {} : { expected }),
    });
    reply.header('etag', etagOf(row?.updated_at ?? null));
    return deviceAnnotations(device.device_id, row);
  });
}

const NOTHING = 'none';

const etagOf = (writtenAt: Instant | null): string => `"${writtenAt ?? NOTHING}"`;

/** When what is to be replaced was written; null: nothing was there; undefined: whatever is there. */
function readMatch({ headers }: FastifyRequest): Instant | null | undefined {
  const match = headers['if-match']?.trim();
  if (match === undefined || match === '*') return undefined;
  if (match === `"${NOTHING}"`) return null;
  const [, digits] = /^"(\d{1,16})"$/.exec(match) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new RadarError('REQUEST_INVALID', `If-Match is no ETag of annotations: ${match}.`, {
    hint: 'Give that of GET /api/devices/{id}/annotations, as it is.',
  });
}
