import { Type } from 'typebox';
import {
  DeviceMetric,
  DeviceMetricsQuery,
  DeviceMetricsStatus,
  SnmpStatus,
  SnmpStatusRequest,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import {
  getDevices,
  idsOf,
  measuredDevices,
  metricKinds,
  readDeviceMetrics,
  readTimeRange,
} from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../../schema/index.ts';
import { deviceMetric } from '../../views/index.ts';
import { jsonBody, readObject, textsMember } from './body.ts';
import { DeviceParams, READS, requireDevice, tags } from './request.ts';
import { createSnapshot } from './snapshot.ts';

const MOST_METRICS = 10_000;
const MOST_IDS = 1_000;

/** Whether all of a range was told. */
const COMPLETE = 'x-radarstore-complete';

/** Routes that tell which devices are measured, and what was measured. */
export function metricsRoutes(app: App, parts: ServerParts): void {
  statusRoute(app, parts);
  snmpRoute(app, parts);
  valuesRoute(app, parts);
}

function statusRoute(app: App, parts: ServerParts): void {
  const snapshot = createSnapshot(parts, 'devices with metrics', (now) =>
    measuredDevices(parts.database, now),
  );
  app.addHook('onClose', () => snapshot.settle());
  const schema = {
    tags,
    operationId: 'deviceMetricsStatus',
    summary: 'Devices with metrics of the last six hours',
    description: 'Found out beside the answers, at most every 10 seconds.',
    querystring: NoQuery,
    response: readAnswers(named(DeviceMetricsStatus, 'their ids')),
  };
  app.get('/api/devices/metrics/status', { schema, config: READS }, async (request) => {
    const { value } = await snapshot.read();
    const { partitions } = accessOf(request);
    return {
      device_ids: value
        .filter((one) => partitions === null || partitions.includes(one.partition))
        .map((one) => one.device_id),
    };
  });
}

function snmpRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceSnmpStatus',
    summary: 'Which of some devices have SNMP metrics of the last six hours',
    body: jsonBody(SnmpStatusRequest),
    response: readAnswers(named(SnmpStatus, 'by id')),
  };
  app.post('/api/devices/snmp/status', { schema, config: READS }, async (request) => {
    const body = readObject(request, ['deviceIds']);
    const ids = textsMember(body, 'deviceIds', { most: MOST_IDS, longest: 4_096 });
    if (ids.length === 0) {
      throw new RadarError('REQUEST_INVALID', 'The body names no device.', {
        hint: `Name 1 to ${MOST_IDS} ids in deviceIds.`,
      });
    }
    const { partitions } = accessOf(request);
    const seen =
      partitions === null
        ? ids
        : (await getDevices(database, { ids, ips: [], partitions })).map((one) => one.device_id);
    const kinds = await metricKinds(database, seen, clock.now());
    const has = (id: string) => ({ hasMetrics: kinds.get(id)?.has('snmp') === true });
    return { statuses: Object.fromEntries(ids.map((id) => [id, has(id)])) };
  });
}

function valuesRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceMetrics',
    summary: 'Polled metrics of a device, the newest first',
    description: `At most ${MOST_METRICS.toLocaleString('en')}; ${COMPLETE} tells whether these are all of the range, which is the last 24 hours unless told otherwise.`,
    params: DeviceParams,
    querystring: DeviceMetricsQuery,
    response: objectAnswers(
      Type.Array(named(DeviceMetric), {
        description: 'the metrics',
        headers: { [COMPLETE]: { type: 'string', description: '`true` or `false`' } },
      }),
    ),
  };
  app.get('/api/devices/:id/metrics', { schema, config: READS }, async (request, reply) => {
    const { params, query } = request;
    const { partitions } = accessOf(request);
    const range = readTimeRange(query, parts.clock);
    const { device } = await requireDevice(parts, params.id, partitions);
    const rows = await readDeviceMetrics(parts.database, {
      deviceIds: await idsOf(parts.database, device.device_id),
      // What is stored of no device says nothing of its partition to whoever is confined to some.
      address: partitions === null ? query.device_ip : undefined,
      type: query.type,
      range,
      limit: MOST_METRICS + 1,
    });
    reply.header(COMPLETE, String(rows.length <= MOST_METRICS));
    return rows.slice(0, MOST_METRICS).map(deviceMetric);
  });
}
