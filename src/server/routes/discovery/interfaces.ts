import { Type } from 'typebox';
import {
  DeviceInterfacesQuery,
  InterfaceQuery,
  NetworkInterface,
} from '../../../contract/index.ts';
import { readInterfaceHistory, readInterfaces, searchInterfaces } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, objectAnswers } from '../../schema/index.ts';
import { networkInterface } from '../../views/index.ts';
import { readFlag } from '../flag.ts';
import { cursorHeader, listAnswers, readPaging, readRange } from '../paged.ts';
import { readAddress, readMac, readWhole, requireDevice } from './request.ts';

const tags = ['discovery'];
const config = { permission: 'devices:read', partitions: 'honoured' } as const;

/** Routes of discovered interfaces. */
export function interfaceRoutes(app: App, parts: ServerParts): void {
  ofDeviceRoute(app, parts);
  searchRoute(app, parts);
}

const INDEX = { least: 0, most: 2 ** 31 - 1 };

function ofDeviceRoute(app: App, { database, clock }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'deviceInterfaces',
    summary: 'Interfaces of one device',
    description:
      'As they are now, by their numbers; with history=true every discovery of the range, the newest first. Interfaces that were reported under an id of old belong to the device too.',
    params: Type.Object({
      id: Type.String({ description: 'device id, as it is or percent-encoded' }),
    }),
    querystring: DeviceInterfacesQuery,
    response: {
      ...objectAnswers(Type.Array(named(NetworkInterface))),
      ...listAnswers(NetworkInterface, 'one page of interfaces'),
    },
  };
  app.get('/api/devices/:id/interfaces', { schema, config }, async (request, reply) => {
    const { query, params } = request;
    const { partitions } = accessOf(request);
    const asked = {
      ...readPaging(query),
      ifIndex: readWhole('if_index', query.if_index, INDEX),
      range: readRange(query, clock),
    };
    const history = readFlag('history', query.history);
    const device = await requireDevice(database, params.id, partitions);
    const page = history
      ? await readInterfaceHistory(database, device, asked)
      : await readInterfaces(database, device, asked);
    reply.headers(cursorHeader(page.next));
    return page.rows.map(networkInterface);
  });
}

function searchRoute(app: App, { database }: ServerParts): void {
  const schema = {
    tags,
    operationId: 'searchInterfaces',
    summary: 'Interfaces of all devices, by MAC, address or name',
    description:
      'As they are now, by device and number. Filters that are given all have to hold. MAC and address are looked up; a search for a part of a name reads all interfaces.',
    querystring: InterfaceQuery,
    response: listAnswers(NetworkInterface, 'one page of interfaces'),
  };
  app.get('/api/interfaces', { schema, config }, async (request, reply) => {
    const { query } = request;
    const filter = {
      mac: readMac(query.mac),
      address: query.address === undefined ? undefined : readAddress('address', query.address),
      name: query.name,
      partition: query.partition,
      partitions: accessOf(request).partitions,
    };
    const page = await searchInterfaces(database, filter, readPaging(query));
    reply.headers(cursorHeader(page.next));
    return page.rows.map(networkInterface);
  });
}
