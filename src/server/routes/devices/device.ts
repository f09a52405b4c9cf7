import { Type } from 'typebox';
import { DeviceAsOf, DeviceDetail, DeviceQuery } from '../../../contract/index.ts';
import {
  type Instant,
  MICROS_PER_SECOND,
  RadarError,
  requireInstant,
} from '../../../core/index.ts';
import { getDevice, readNextChanges, readRecord } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { nameOf, objectAnswers } from '../../schema/index.ts';
import { deviceAsOf, deviceDetail } from '../../views/index.ts';
import { companionsOf } from './companions.ts';
import { DeviceParams, noDevice, READS, requireDevice, tags } from './request.ts';

/** Changes are kept so long. */
const KEPT_MICROS = 90 * 86_400 * MICROS_PER_SECOND;

const DESCRIPTION = [
  'Strictly by its id, never by its address. An id that became part of another device leads there, and `redirected_from` tells it.',
  'With `at` the answer is what the inventory believed at that instant, put together from the changes since (DeviceAsOf).',
].join('\n\n');

/** The route of one device, as it is or as it was. */
export function deviceRoute(app: App, parts: ServerParts): void {
  const answer = Type.Unsafe<DeviceDetail | DeviceAsOf>({
    description: 'the device',
    anyOf: [{ $ref: `${nameOf(DeviceDetail)}#` }, { $ref: `${nameOf(DeviceAsOf)}#` }],
  });
  const schema = {
    tags,
    operationId: 'getDevice',
    summary: 'One device, with where each of its values came from',
    description: DESCRIPTION,
    params: DeviceParams,
    querystring: DeviceQuery,
    response: objectAnswers(answer),
  };
  app.get('/api/devices/:id', { schema, config: READS }, async (request) => {
    const { id } = request.params;
    const { partitions } = accessOf(request);
    const { at } = request.query;
    if (at !== undefined) return asOf(parts, id, { at: readAt(at, parts), partitions });
    const found = await requireDevice(parts, id, partitions);
    const { device_id } = found.device;
    return deviceDetail(found, (await companionsOf(parts, [device_id]))(device_id));
  });
}

/** An instant of which the changes since are kept. Throws RANGE_INVALID. */
export function readAt(text: string, { clock }: Pick<ServerParts, 'clock'>): Instant {
  const at = requireInstant(text, 'The parameter "at"');
  const now = clock.now();
  if (at <= now && at >= now - KEPT_MICROS) return at;
  const what = at > now ? 'has yet to come' : 'is more than 90 days ago';
  throw new RadarError('RANGE_INVALID', `The instant "${text}" ${what}.`, {
    hint: 'Changes of devices are kept for 90 days.',
  });
}

/** An id that is another device now may have been one of its own then. */
async function asOf(
  { database }: ServerParts,
  id: string,
  { at, partitions }: { readonly at: Instant; readonly partitions: readonly string[] | null },
): Promise<DeviceAsOf> {
  const own = await readRecord(database, id, partitions);
  const found = own === undefined ? await getDevice(database, id, partitions) : undefined;
  const row = own ?? found?.device;
  if (row === undefined) throw noDevice(id);
  const since = await readNextChanges(database, row.device_id, at);
  const told = deviceAsOf(row, { at, since });
  return row.device_id === id ? told : { ...told, redirected_from: id };
}
