import { cleanIp, cleanMac, RadarError } from '../../../core/index.ts';
import type { Database } from '../../../database/index.ts';
import { type Device, locateDevice, type Network, readNetwork } from '../../../query/index.ts';

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
