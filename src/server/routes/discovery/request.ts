import { type TSchema, Type } from 'typebox';
import { CURSOR_HEADERS } from '../../../contract/index.ts';
import type { Clock } from '../../../core/index.ts';
import { cleanIp, cleanMac, MICROS_PER_SECOND, RadarError } from '../../../core/index.ts';
import type { Database } from '../../../database/index.ts';
import {
  type Device,
  locateDevice,
  type Network,
  type Paging,
  readNetwork,
  readTimeRange,
  type TimeRange,
} from '../../../query/index.ts';
import { named, readAnswers } from '../../schema/index.ts';
import { readPage } from '../../views/index.ts';

/** Reads which part of a list is wanted. Limits that cannot be used fall back (RE-2). */
export function readPaging(query: {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}): Paging {
  return { limit: readPage({ limit: query.limit }).limit, cursor: query.cursor };
}

const USUAL_MICROS = 3 * 86_400 * MICROS_PER_SECOND;

/** Reads the range of a history: the last three days, as long as most are kept, unless told otherwise. */
export function readRange(
  query: { readonly start?: string | undefined; readonly end?: string | undefined },
  clock: Clock,
): TimeRange {
  if (query.start !== undefined) return readTimeRange(query, clock);
  const { end } = readTimeRange(query, clock);
  // The last one is at the present instant, and belongs to it.
  return { start: end - USUAL_MICROS, end: query.end === undefined ? end + 1 : end };
}

/** Answers of a list that goes on behind a cursor. */
export const listAnswers = <T extends TSchema>(item: T, description: string) =>
  readAnswers(
    Type.Array(named(item), {
      description,
      headers: {
        [CURSOR_HEADERS.nextCursor]: {
          type: 'string',
          description: 'where the next page begins; absent on the last one',
        },
      },
    }),
  );

/** The header of a page that is not the last. */
export const cursorHeader = (next: string | null): { readonly [name: string]: string } =>
  next === null ? {} : { [CURSOR_HEADERS.nextCursor]: next };

/** The device of an address. Throws NOT_FOUND for one that the caller may not see, too. */
export async function requireDevice(
  database: Database,
  id: string,
  partitions: readonly string[] | null,
): Promise<Device> {
  const device = await locateDevice(database, id, partitions);
  if (device !== undefined) return device;
  throw new RadarError('NOT_FOUND', `There is no device "${id}".`, {
    hint: 'GET /api/devices?search=… finds devices by part of id, address, host name or MAC.',
  });
}

/** Reads yes or no; undefined where it is absent. */
export function readChoice(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw wrong(name, text, 'neither true nor false');
}

/** Reads a network or one address. */
export function readCidr(text: string | undefined): Network | undefined {
  if (text === undefined) return undefined;
  const ip = cleanIp(text);
  const whole = ip === null ? text : `${ip}/${ip.includes(':') ? 128 : 32}`;
  const network = readNetwork(whole);
  if (network !== undefined) return network;
  throw wrong('cidr', text, 'no network such as 10.0.0.0/8, and no address');
}

/** Reads a MAC address in any spelling. */
export function readMac(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const mac = cleanMac(text);
  if (mac !== null) return mac;
  throw wrong('mac', text, 'no MAC address of 6 bytes');
}

/** Reads an address in any spelling. */
export function readAddress(name: string, text: string): string {
  const ip = cleanIp(text);
  if (ip !== null) return ip;
  throw wrong(name, text, 'no IP address');
}

/** Reads a whole number within bounds; undefined where it is absent. */
export function readWhole(
  name: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw wrong(name, text, `no whole number from ${least} to ${most}`);
}

const wrong = (name: string, text: string, what: string) =>
  new RadarError('REQUEST_INVALID', `The parameter "${name}" is ${what}: "${text}".`, {
    hint: 'Write it otherwise, or leave it out.',
  });
