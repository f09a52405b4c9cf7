import type { FastifyRequest } from 'fastify';
import { DeviceSeparation, DeviceSeparationRequest } from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { type Claim, claimText, readClaim, type Separated } from '../../../inventory/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers } from '../../schema/index.ts';
import { jsonBody, readObject, textMember } from './body.ts';
import { DeviceParams, requireDevice, tags, WRITES } from './request.ts';

const LONGEST_IDENTITY = 1_000;
const LONGEST_REASON = 1_000;

/** Routes by which a person parts what was taken for one device, and takes that back. */
export function separationRoutes(app: App, parts: ServerParts): void {
  separateRoute(app, parts);
  rejoinRoute(app, parts);
}

function separateRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'separateDevice',
    summary: 'Parts an identity from a device',
    description:
      'The two never become one device again, whatever is observed; each keeps what was observed of it.',
    params: DeviceParams,
    querystring: NoQuery,
    body: jsonBody(DeviceSeparationRequest),
    response: objectAnswers(named(DeviceSeparation, 'they are parted')),
  };
  app.post('/api/devices/:id/separate', { schema, config: WRITES }, async (request) => {
    const { actor, partitions } = accessOf(request);
    const { identity, from, reason } = readSeparation(request, ['identity', 'from', 'reason']);
    const { device } = await requireDevice(parts, request.params.id, partitions);
    const separated = await parts.ingest.inventory.separate({
      deviceId: device.device_id,
      partition: device.partition,
      identity,
      from,
      reason,
      actor,
    });
    return answerOf(separated, 'are of different devices from now on');
  });
}

function rejoinRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'rejoinDevice',
    summary: 'Takes a separation back',
    description: 'What was observed decides again whether the two are one device.',
    params: DeviceParams,
    querystring: NoQuery,
    body: jsonBody(DeviceSeparationRequest),
    response: objectAnswers(named(DeviceSeparation, 'the separation is gone')),
  };
  app.post('/api/devices/:id/rejoin', { schema, config: WRITES }, async (request) => {
    const { actor, partitions } = accessOf(request);
    const { identity, from } = readSeparation(request, ['identity', 'from']);
    const { device } = await requireDevice(parts, request.params.id, partitions);
    if (from === undefined) {
      throw new RadarError('REQUEST_INVALID', 'The member "from" is missing.', {
        hint: 'Name both identities, as the explanation of the device lists them as parted.',
      });
    }
    const { partition } = device;
    const joined = await parts.ingest.inventory.rejoin({ partition, identity, from, actor });
    return answerOf(joined, 'are parted no more');
  });
}

interface Asked {
  readonly identity: Claim;
  readonly from: Claim | undefined;
  readonly reason: string | null;
}

function readSeparation(request: FastifyRequest, members: readonly string[]): Asked {
  const body = readObject(request, members);
  const identity = readIdentity(textMember(body, 'identity', LONGEST_IDENTITY), 'identity');
  if (identity === undefined) {
    throw new RadarError('REQUEST_INVALID', 'The member "identity" is missing.', {
      hint: 'GET /api/devices/{id}/explain lists the identities of a device.',
    });
  }
  return {
    identity,
    from: readIdentity(textMember(body, 'from', LONGEST_IDENTITY), 'from'),
    reason: textMember(body, 'reason', LONGEST_REASON)?.trim() || null,
  };
}

function readIdentity(text: string | undefined, member: string): Claim | undefined {
  if (text === undefined) return undefined;
  if (/^(armis|netbox|mac|id|integration:[^:]*):./s.test(text)) return readClaim(text);
  throw new RadarError('REQUEST_INVALID', `The member "${member}" is no identity: "${text}".`, {
    hint: 'It is kind:value, with the kind armis, integration:<type>, netbox, mac or id.',
  });
}

function answerOf({ identity, from, devices }: Separated, what: string): DeviceSeparation {
  return {
    message: `${claimText(identity)} and ${claimText(from)} ${what}.`,
    identity: claimText(identity),
    from: claimText(from),
    devices,
  };
}
