import { Type } from 'typebox';
import { CAPABILITY_STATES, type CapabilityState } from '../../../catalogue/index.ts';
import {
  CapabilityMatrix,
  CapabilityMatrixQuery,
  CURSOR_HEADERS,
  DeviceCapabilities,
  DeviceCapabilitiesQuery,
} from '../../../contract/index.ts';
import { RadarError, suggest } from '../../../core/index.ts';
import { capabilitiesOf, readChecks, readMatrix } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { capabilityCheck, capabilityMatrix, capabilityStatus } from '../../views/index.ts';
import { readFlag } from '../flag.ts';
import { cursorHeader, readPaging, readRange } from '../paged.ts';
import { requireDevice } from './request.ts';

const tags = ['discovery'];
const config = { permission: 'devices:read', partitions: 'honoured' } as const;

/** Routes that tell what devices can do. */
export function capabilityRoutes(app: App, parts: ServerParts): void {
  ofDeviceRoute(app, parts);
  matrixRoute(app, parts);
}

function ofDeviceRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceCapabilities',
    summary: 'What one device can do, and the checks that found it',
    description: `The page of the history goes on behind the header ${CURSOR_HEADERS.nextCursor}.`,
    params: Type.Object({
      id: Type.String({ description: 'device id, as it is or percent-encoded' }),
    }),
    querystring: DeviceCapabilitiesQuery,
    response: objectAnswers(named(DeviceCapabilities, 'capabilities of the device')),
  };
  app.get('/api/devices/:id/capabilities', { schema, config }, async (request, reply) => {
    const { query, params } = request;
    const { partitions } = accessOf(request);
    const capability = query.capability?.trim().toLowerCase();
    const asked = { ...readPaging(query), capability, range: readRange(query, clock) };
    const history = readFlag('history', query.history);
    const { deviceId } = await requireDevice(database, params.id, partitions);
    const [told, checks] = await Promise.all([
      capabilitiesOf(database, [deviceId]),
      history ? readChecks(database, deviceId, asked) : { rows: [], next: null },
    ]);
    const latest = told.get(deviceId) ?? [];
    reply.headers(cursorHeader(checks.next));
    return {
      device_id: deviceId,
      capabilities: latest
        .filter((row) => capability === undefined || row.capability === capability)
        .map(capabilityStatus),
      history: checks.rows.map(capabilityCheck),
    };
  });
}

function matrixRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'capabilityMatrix',
    summary: 'Devices × capabilities, page by page',
    description:
      'Capabilities that are enabled. With state the devices are those that have a capability in it; their other capabilities are shown too, unless capability is given.',
    querystring: CapabilityMatrixQuery,
    response: readAnswers(named(CapabilityMatrix, 'one page, and counts over all')),
  };
  app.get('/api/capabilities/matrix', { schema, config }, async (request) => {
    const { query } = request;
    const filter = {
      capability: query.capability?.trim().toLowerCase(),
      state: readState(query.state),
      partition: query.partition,
      partitions: accessOf(request).partitions,
    };
    return capabilityMatrix(await readMatrix(database, filter, readPaging(query)));
  });
}

function readState(text: string | undefined): CapabilityState | undefined {
  if (text === undefined) return undefined;
  const state = CAPABILITY_STATES.find((one) => one === text);
  if (state !== undefined) return state;
  const near = suggest(text, CAPABILITY_STATES);
  const are = `It is ${CAPABILITY_STATES.join(', ')}.`;
  throw new RadarError('REQUEST_INVALID', `There is no state "${text}".`, {
    hint: near === undefined ? are : `Did you mean "${near}"? ${are}`,
  });
}
