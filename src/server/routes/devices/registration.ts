import { DeviceRegistration } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { componentOf, readRegistration } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers } from '../../schema/index.ts';
import { deviceRegistration } from '../../views/index.ts';
import { DeviceParams, READS, requireDevice, tags } from './request.ts';

/** The route of what the service registry knows of a device that is one of its components (RE-10). */
export function registrationRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceRegistration',
    summary: 'What the service registry knows of a component, by its device id',
    description: 'For ids such as `serviceradar:agent:<id>`.',
    params: DeviceParams,
    querystring: NoQuery,
    response: objectAnswers(named(DeviceRegistration, 'the registration')),
  };
  app.get('/api/devices/:id/registry', { schema, config: READS }, async (request) => {
    const { id } = request.params;
    const { partitions } = accessOf(request);
    const component = componentOf(id);
    // A component belongs to a partition only through its device.
    if (partitions !== null) await requireDevice(parts, id, partitions);
    const row =
      component === undefined ? undefined : await readRegistration(parts.database, component);
    if (row !== undefined && component !== undefined) {
      return deviceRegistration(id, component.type, row);
    }
    throw new RadarError('NOT_FOUND', `The service registry does not know "${id}".`, {
      hint: 'It knows serviceradar:poller:<id>, serviceradar:agent:<id> and serviceradar:checker:<id>.',
    });
  });
}
