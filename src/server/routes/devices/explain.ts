import { DeviceExplainQuery, DeviceExplanation } from '../../../contract/index.ts';
import { readBehind } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, objectAnswers } from '../../schema/index.ts';
import { deviceExplanation } from '../../views/index.ts';
import { DeviceParams, READS, readCount, requireDevice, tags } from './request.ts';

/** The route that explains a device. */
export function explainRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'explainDevice',
    summary: 'Why the inventory says what it says of a device',
    description:
      'For each field its value, who said it and when, and what it beat; the identities and ids that lead to the device, joins and splits, and the observations behind it that are kept.',
    params: DeviceParams,
    querystring: DeviceExplainQuery,
    response: objectAnswers(named(DeviceExplanation, 'the explanation')),
  };
  app.get('/api/devices/:id/explain', { schema, config: READS }, async (request) => {
    const { params, query } = request;
    const found = await requireDevice(parts, params.id, accessOf(request).partitions);
    const observations = readCount(query.observations, { usual: 50, most: 500 });
    const behind = await readBehind(parts.database, found.device.device_id, observations);
    return deviceExplanation(found, behind);
  });
}
