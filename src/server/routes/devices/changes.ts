import { DeviceChanges, DeviceChangesQuery } from '../../../contract/index.ts';
import { formatInstant, MICROS_PER_SECOND, RadarError } from '../../../core/index.ts';
import {
  idsOf,
  readChanges,
  readLastChanges,
  readTimeRange,
  type TimeRange,
} from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, objectAnswers } from '../../schema/index.ts';
import { deviceChange } from '../../views/index.ts';
import { readAt } from './device.ts';
import { DeviceParams, READS, readCount, requireDevice, tags } from './request.ts';

const USUAL_MICROS = 7 * 86_400 * MICROS_PER_SECOND;

/** The route of what changed of a device. */
export function changesRoute(app: App, parts: ServerParts): void {
  const { database, clock } = parts;
  const schema = {
    tags,
    operationId: 'deviceChanges',
    summary: 'What changed of a device, with who said so and when',
    description:
      'The newest first, of the last 7 days unless start or end say otherwise. With `at`, of each field the last change until then: since when the inventory believed it.',
    params: DeviceParams,
    querystring: DeviceChangesQuery,
    response: objectAnswers(named(DeviceChanges, 'changes of the device')),
  };
  app.get('/api/devices/:id/changes', { schema, config: READS }, async (request) => {
    const { params, query } = request;
    checkExclusive(query);
    const at = query.at === undefined ? undefined : readAt(query.at, parts);
    const { device, redirectedFrom } = await requireDevice(
      parts,
      params.id,
      accessOf(request).partitions,
    );
    const ids = await idsOf(database, device.device_id);
    const range = at === undefined ? readRange(query, parts) : { start: at, end: at };
    const { changes, next } =
      at === undefined
        ? await readChanges(database, {
            deviceIds: ids,
            range,
            field: query.field,
            limit: readCount(query.limit, { usual: 100, most: 1_000 }),
            cursor: query.cursor,
          })
        : { changes: await readLastChanges(database, ids, at), next: null };
    return {
      device_id: device.device_id,
      ...(redirectedFrom === null ? {} : { redirected_from: redirectedFrom }),
      start: formatInstant(range.start),
      end: formatInstant(range.end),
      changes: changes.map(deviceChange),
      next_cursor: next,
    };
  });

  function readRange(text: DeviceChangesQuery, _parts: ServerParts): TimeRange {
    if (text.start !== undefined) return readTimeRange(text, clock);
    const { end } = readTimeRange({ end: text.end }, clock);
    return { start: end - USUAL_MICROS, end: text.end === undefined ? end + 1 : end };
  }
}

function checkExclusive({ at, start, end, field, cursor }: DeviceChangesQuery): void {
  if (at === undefined || [start, end, field, cursor].every((one) => one === undefined)) return;
  throw new RadarError('REQUEST_INVALID', 'The parameter "at" goes with no other one.', {
    hint: 'Leave at out for the changes of a range.',
  });
}
