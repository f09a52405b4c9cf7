import { DeviceDeletion } from '../../../../contract/index.ts';
import { accessOf } from '../../../auth/index.ts';
import type { Limits } from '../../../limits.ts';
import type { App, ServerParts } from '../../../parts.ts';
import { NoQuery, named, objectAnswers } from '../../../schema/index.ts';
import { storeBatch } from '../../ingest/index.ts';
import { DeviceParams, requireDevice, tags, WRITES } from '../request.ts';
import { deleteDevice } from './delete-device.ts';

const DESCRIPTION =
  'Hides the device as of now (RE-16); an observation that is newer brings it back, with its first time kept. A device that is deleted already is not there. Who did it stands in its history, and as an event of the life of devices.';

/** The route that deletes a device by hand. */
export function deletionRoute(app: App, parts: ServerParts, limits: Limits): void {
  const schema = {
    tags,
    operationId: 'deleteDevice',
    summary: 'Deletes a device by hand',
    description: DESCRIPTION,
    params: DeviceParams,
    querystring: NoQuery,
    response: objectAnswers(named(DeviceDeletion, 'it is deleted')),
  };
  app.delete('/api/devices/:id', { schema, config: WRITES }, async (request) => {
    const { actor, partitions } = accessOf(request);
    const { device } = await requireDevice(parts, request.params.id, partitions);
    await deleteDevice(
      {
        database: parts.ingest.database,
        log: parts.log,
        submit: (batch, told) => storeBatch({ parts, limits }, batch, told),
      },
      { device, actor, now: parts.clock.now(), by: 'api' },
    );
    return { message: `The device "${device.device_id}" is deleted.`, device_id: device.device_id };
  });
}
