import { Type } from 'typebox';
import {
  DEVICE_SORTS,
  DeviceDetail,
  DeviceItem,
  DeviceListQuery,
  LIST_HEADERS,
} from '../../contract/index.ts';
import { messageOf, RadarError, suggest } from '../../core/index.ts';
import {
  type DeviceListRequest,
  type DeviceSort,
  devicesWithSysmon,
  getDevice,
  listDevices,
} from '../../query/index.ts';
import type { App, ServerParts } from '../parts.ts';
import { NoQuery, named, objectAnswers, readAnswers } from '../schema/index.ts';
import {
  deviceDetail,
  deviceItem,
  offsetOf,
  type Page,
  pageLinks,
  readPage,
} from '../views/index.ts';

const tags = ['devices'];

/** Routes of the device inventory. */
export function deviceRoutes(app: App, parts: ServerParts): void {
  listRoute(app, parts);
  deviceRoute(app, parts);
}

function listRoute(app: App, parts: ServerParts): void {
  const page = Type.Array(named(DeviceItem), {
    description: 'one page of devices',
    headers: {
      [LIST_HEADERS.total]: { type: 'integer', description: 'devices that match, on all pages' },
      [LIST_HEADERS.link]: { type: 'string', description: 'RFC 8288: first, prev, next, last' },
    },
  });
  const schema = {
    tags,
    operationId: 'listDevices',
    summary: 'Devices of the inventory, page by page',
    description:
      'Deleted and merged devices are hidden. Filters act before paging. A page beyond the last is empty.',
    querystring: DeviceListQuery,
    response: readAnswers(page),
  };
  app.get('/api/devices', { schema }, async (request, reply) => {
    const page = readPage(request.query);
    const list = await listDevices(parts.database, readListRequest(request.query, page));
    const ids = list.devices.map((device) => device.device_id);
    const summary = await summaries(parts, ids);
    const { limit: _limit, page: _page, ...filters } = request.query;
    reply.header(LIST_HEADERS.total, list.total);
    reply.header(
      LIST_HEADERS.link,
      pageLinks('/api/devices', filters, { ...page, total: list.total }),
    );
    return list.devices.map((device) => deviceItem(device, summary(device.device_id)));
  });
}

function deviceRoute(app: App, parts: ServerParts): void {
  const schema = {
    tags,
    operationId: 'getDevice',
    summary: 'One device, with where each of its values came from',
    params: Type.Object({
      id: Type.String({ description: 'device id, as it is or percent-encoded' }),
    }),
    querystring: NoQuery,
    response: objectAnswers(named(DeviceDetail, 'the device')),
  };
  app.get('/api/devices/:id', { schema }, async (request) => {
    const { id } = request.params;
    const device = await getDevice(parts.database, id);
    if (device === undefined) {
      throw new RadarError('NOT_FOUND', `There is no device "${id}".`, {
        hint: 'GET /api/devices?search=… finds devices by part of id, address, host name or MAC.',
      });
    }
    return deviceDetail(device, (await summaries(parts, [id]))(id));
  });
}

function readListRequest(query: DeviceListQuery, page: Page): DeviceListRequest {
  return {
    limit: page.limit,
    offset: offsetOf(page),
    search: query.search,
    status: readStatus(query.status),
    ...readSort(query.sort ?? '-last_seen'),
  };
}

function readStatus(text: string | undefined): DeviceListRequest['status'] {
  if (text === undefined || text === 'online' || text === 'offline') return text;
  throw new RadarError('REQUEST_INVALID', `There is no status "${text}".`, {
    hint: 'It is online or offline; leave it out for both.',
  });
}

function readSort(text: string): { readonly sort: DeviceSort; readonly descending: boolean } {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const sort = DEVICE_SORTS.find((one) => one === name);
  if (sort !== undefined) return { sort, descending };
  const near = suggest(name, DEVICE_SORTS);
  const takes = `It is ${DEVICE_SORTS.join(', ')}; a leading minus turns it round.`;
  throw new RadarError('REQUEST_INVALID', `Devices cannot be sorted by "${name}".`, {
    hint: near === undefined ? takes : `Did you mean "${near}"? ${takes}`,
  });
}

/** The kinds of metrics of devices. When they cannot be read the answer goes without (RE-4). */
async function summaries(
  { database, clock, log }: ServerParts,
  deviceIds: readonly string[],
): Promise<(deviceId: string) => DeviceItem['metrics_summary']> {
  try {
    const measured = await devicesWithSysmon(database, deviceIds, clock.now());
    return (deviceId) => (measured.has(deviceId) ? { sysmon: true } : {});
  } catch (fault) {
    log.warn({ fault: messageOf(fault) }, 'the kinds of metrics of devices cannot be read');
    return () => undefined;
  }
}
