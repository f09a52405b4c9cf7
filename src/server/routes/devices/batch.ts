import { Type } from 'typebox';
import { DeviceBatchRequest, DeviceDetail } from '../../../contract/index.ts';
import { cleanIp, RadarError } from '../../../core/index.ts';
import { getDevices } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, readAnswers } from '../../schema/index.ts';
import { deviceDetail } from '../../views/index.ts';
import { jsonBody, readObject, textsMember, wrong } from './body.ts';
import { companionsOf } from './companions.ts';
import { READS, tags } from './request.ts';

const MOST = 1_000;

/** The route that answers several devices at once (UD-39). */
export function batchRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'getDevices',
    summary: 'Several devices by ids, addresses, or both',
    description: `At most ${MOST.toLocaleString('en')} together. Each device once: those seen last first, then by id. What is not there is left out.`,
    body: jsonBody(DeviceBatchRequest),
    response: readAnswers(Type.Array(named(DeviceDetail), { description: 'the devices' })),
  };
  app.post('/api/devices/batch', { schema, config: READS }, async (request) => {
    const body = readObject(request, ['ids', 'ips']);
    const ids = textsMember(body, 'ids', { most: MOST, longest: 4_096 });
    const ips = textsMember(body, 'ips', { most: MOST, longest: 100 }).map(readIp);
    if (ids.length + ips.length === 0 || ids.length + ips.length > MOST) {
      throw new RadarError(
        'REQUEST_INVALID',
        `The body names ${ids.length + ips.length} devices.`,
        {
          hint: `Name 1 to ${MOST} of them in ids and ips.`,
        },
      );
    }
    const { partitions } = accessOf(request);
    const devices = await getDevices(parts.database, { ids, ips, partitions });
    const companions = await companionsOf(
      parts,
      devices.map((device) => device.device_id),
    );
    return devices.map((device) =>
      deviceDetail({ device, redirectedFrom: null }, companions(device.device_id)),
    );
  });
}

function readIp(text: string): string {
  const ip = cleanIp(text);
  if (ip === null) throw wrong('ips', `a list of IP addresses: "${text}" is none`);
  return ip;
}
