import { createSocket } from 'node:dgram';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { cleanIp, cleanMac, delay, RadarError } from '../../core/index.ts';

/**
 * Addresses of the documentation ranges: nobody has them, so only a default route leads there.
 * Connecting a datagram socket sends nothing; it makes the system choose the source address.
 */
const BEYOND_THE_DEFAULT_ROUTE = [
  { type: 'udp4', address: '198.51.100.1' },
  { type: 'udp6', address: '2001:db8::1' },
] as const;

const CONNECT_TIMEOUT_MS = 1_000;

export interface HostAddress {
  readonly ip: string;
  /** MAC address of the interface that has the address. */
  readonly mac: string | null;
}

/**
 * The address that names the device of this host: the given one, else the source address of the
 * default route (IPv4 first), else the first address of an interface that leads outside, else
 * 127.0.0.1. Throws CONFIG_INVALID when the given one is no IP address.
 */
export async function findHostAddress(given: string | null): Promise<HostAddress> {
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  if (given !== null) {
    const ip = cleanIp(given);
    if (ip === null) {
      throw new RadarError(
        'CONFIG_INVALID',
        `The address of the host receiver is no IP address: "${given}".`,
        { hint: 'Give an IPv4 or IPv6 address, or leave it out to use that of the default route.' },
      );
    }
    return { ip, mac: macOf(ip, interfaces) };
  }
  const ip = (await routedAddress()) ?? outsideAddress(interfaces) ?? '127.0.0.1';
  return { ip, mac: macOf(ip, interfaces) };
}

async function routedAddress(): Promise<string | null> {
  for (const { type, address } of BEYOND_THE_DEFAULT_ROUTE) {
    const source = await sourceAddress(type, address);
    if (source !== null && isUsable(source)) return source;
  }
  return null;
}

function sourceAddress(type: 'udp4' | 'udp6', address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    const ended = new AbortController();
    const end = (ip: string | null) => {
      if (ended.signal.aborted) return;
      ended.abort();
      socket.close();
      resolve(ip);
    };
    socket.on('error', () => end(null));
    socket.connect(9, address, () => end(cleanIp(socket.address().address)));
    void delay(CONNECT_TIMEOUT_MS, ended.signal).then(() => end(null));
  });
}

/** The first address outside the host itself, IPv4 before IPv6, from interfaces as Node lists them. */
export function outsideAddress(interfaces: readonly NetworkInterfaceInfo[]): string | null {
  const outside = interfaces
    .filter((one) => !one.internal)
    .map((one) => cleanIp(one.address))
    .filter((ip) => ip !== null)
    .filter(isUsable);
  return outside.find((ip) => !ip.includes(':')) ?? outside[0] ?? null;
}

/** Unspecified, loopback and link-local addresses name no host to others. */
function isUsable(ip: string): boolean {
  return !/^(0\.0\.0\.0$|127\.|169\.254\.|::1?$|fe[89ab])/.test(ip);
}

function macOf(ip: string, interfaces: readonly NetworkInterfaceInfo[]): string | null {
  const owner = interfaces.find((one) => cleanIp(one.address) === ip);
  return cleanMac(owner?.mac);
}
