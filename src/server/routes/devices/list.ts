import { Type } from 'typebox';
import {
  DEVICE_LIST_HEADERS,
  DeviceItem,
  DeviceListQuery,
  LIST_HEADERS,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { createDeviceCounter, type DeviceList, listDevices } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, readAnswers } from '../../schema/index.ts';
import { deviceItem, offsetOf, type Page, pageLinks, readPage } from '../../views/index.ts';
import { readFlag } from '../flag.ts';
import { companionsOf } from './companions.ts';
import { READS, readDeviceFilter, readOrder, tags } from './request.ts';

const DESCRIPTION = [
  'Deleted and merged devices are hidden. Filters act before paging. A page beyond the last is empty.',
  `${LIST_HEADERS.total} is exact, but for a search for a text that more than 1,000 devices have: then it is 1000, and ${DEVICE_LIST_HEADERS.totalRelation} says at-least; the best 1,000 are told, or with sort all of them. It is counted once in a while where counting takes long, and left out behind a cursor.`,
].join('\n\n');

const HEADERS = {
  [LIST_HEADERS.total]: { type: 'integer', description: 'devices that match, on all pages' },
  [DEVICE_LIST_HEADERS.totalRelation]: { type: 'string', description: '`exact` or `at-least`' },
  [DEVICE_LIST_HEADERS.nextCursor]: {
    type: 'string',
    description: 'where the next page begins; absent on the last one',
  },
  [LIST_HEADERS.link]: { type: 'string', description: 'RFC 8288: first, prev, next, last' },
} as const;

/** The route of the list. */
export function listRoute(app: App, parts: ServerParts): void {
  const counter = createDeviceCounter(parts.clock);
  const schema = {
    tags,
    operationId: 'listDevices',
    summary: 'Devices of the inventory, page by page',
    description: DESCRIPTION,
    querystring: DeviceListQuery,
    response: readAnswers(
      Type.Array(named(DeviceItem), { description: 'one page of devices', headers: HEADERS }),
    ),
  };
  app.get('/api/devices', { schema, config: READS }, async (request, reply) => {
    const { query } = request;
    const page = readPage(query);
    const list = await listDevices(
      parts.database,
      {
        filter: readDeviceFilter(query, accessOf(request).partitions),
        order: readOrder(query.sort),
        limit: page.limit,
        start: readStart(query, page),
        bySource: readFlag('merged', query.merged),
      },
      counter,
    );
    const companions = await companionsOf(
      parts,
      list.devices.map((device) => device.device_id),
    );
    reply.headers(headersOf(query, page, list));
    return list.devices.map((device) => deviceItem(device, companions(device.device_id)));
  });
}

function readStart({ cursor, page: text }: DeviceListQuery, page: Page) {
  if (cursor === undefined) return { offset: offsetOf(page) };
  if (text === undefined) return { cursor };
  throw new RadarError(
    'REQUEST_INVALID',
    'The parameters "cursor" and "page" exclude each other.',
    {
      hint: 'A cursor says where its page begins; leave page out.',
    },
  );
}

function headersOf(
  query: DeviceListQuery,
  page: Page,
  { total, relation, next }: DeviceList,
): { readonly [name: string]: string | number } {
  const { limit: _limit, page: _page, cursor, ...filters } = query;
  const onward = next === null ? {} : { [DEVICE_LIST_HEADERS.nextCursor]: next };
  if (cursor !== undefined) {
    if (next === null) return {};
    const further = new URLSearchParams({ ...filters, limit: String(page.limit), cursor: next });
    return { ...onward, [LIST_HEADERS.link]: `</api/devices?${further}>; rel="next"` };
  }
  const known = { ...page, total: total ?? 0, more: relation === 'at-least' && next !== null };
  return {
    ...onward,
    [LIST_HEADERS.total]: known.total,
    [DEVICE_LIST_HEADERS.totalRelation]: relation,
    [LIST_HEADERS.link]: pageLinks('/api/devices', filters, known),
  };
}
