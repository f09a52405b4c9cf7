import { Type } from 'typebox';
import { DEVICE_STATUSES, type DeviceExportQuery } from '../../../contract/index.ts';
import { cleanIp, RadarError, suggest } from '../../../core/index.ts';
import {
  DEVICE_SORTS,
  type DeviceFilter,
  type DeviceListRequest,
  type DeviceStatus,
  type FoundDevice,
  getDevice,
  type Partitions,
  readSearchTerm,
} from '../../../query/index.ts';
import type { ServerParts } from '../../parts.ts';

export const tags = ['devices'];

/** What reads of devices ask for. */
export const READS = { permission: 'devices:read', partitions: 'honoured' } as const;
/** What changes of devices ask for. */
export const WRITES = { permission: 'devices:write', partitions: 'honoured' } as const;

export const DeviceParams = Type.Object({
  id: Type.String({ description: 'device id, as it is or percent-encoded' }),
});

/** NOT_FOUND for an id that is no device, or none that the caller may see. */
export const noDevice = (id: string) =>
  new RadarError('NOT_FOUND', `There is no device "${id}".`, {
    hint: 'GET /api/devices?search=… finds devices by part of id, address, host name or MAC.',
  });

/** The device of an id, or into which that of the id went. Throws NOT_FOUND. */
export async function requireDevice(
  { database }: Pick<ServerParts, 'database'>,
  id: string,
  partitions: Partitions,
): Promise<FoundDevice> {
  const found = await getDevice(database, id, partitions);
  if (found === undefined) throw noDevice(id);
  return found;
}

type FilterText = Omit<DeviceExportQuery, 'format'>;

/** The filter of a list, an export or a search. Throws REQUEST_INVALID. */
export function readDeviceFilter(query: FilterText, partitions: Partitions): DeviceFilter {
  return {
    search: readSearchTerm(query.search),
    status: readStatus(query.status),
    ip: readIp(query.ip),
    source: query.source?.trim().toLowerCase(),
    type: query.type?.trim(),
    partition: query.partition?.trim(),
    tag: query.tag?.trim(),
    capability: undefined,
    partitions,
  };
}

/** One of the three statuses. Throws REQUEST_INVALID. */
export function readStatus(text: string | undefined): DeviceStatus | undefined {
  if (text === undefined) return undefined;
  const status = DEVICE_STATUSES.find((one) => one === text);
  if (status !== undefined) return status;
  throw new RadarError('REQUEST_INVALID', `There is no status "${text}".`, {
    hint: `It is online, offline or unknown; leave it out for all.`,
  });
}

function readIp(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ip = cleanIp(text);
  if (ip !== null) return ip;
  throw new RadarError('REQUEST_INVALID', `The parameter "ip" is no IP address: "${text}".`, {
    hint: 'For networks and parts of addresses use search.',
  });
}

/** The order of a list: the one that is asked for, else the best match of a search first. */
export function readOrder(text: string | undefined): DeviceListRequest['order'] {
  if (text === undefined) return 'fit';
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

/** A whole number within bounds; what is none gives the usual one (RE-2). */
export function readCount(
  text: string | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const number = text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return number > 0 ? Math.min(number, most) : usual;
}
