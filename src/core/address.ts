import { isIP, SocketAddress } from 'node:net';

/**
 * An IP address without brackets, port or zone, or null when the text is none (SR-37). IPv6 comes
 * in its one canonical spelling, so that an address names one device however it was written.
 */
export function cleanIp(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1];
  const address = (bracketed ?? withPort ?? trimmed).split('%')[0] ?? '';
  if (isIP(address) === 6) return new SocketAddress({ address, family: 'ipv6' }).address;
  return isIP(address) === 0 ? null : address;
}

const CLEAN_MAC = /^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/;
const NO_MAC = '00:00:00:00:00:00';

/** A MAC address as upper-case pairs with colons, from any spelling; null when it is none. */
export function cleanMac(text: string | null | undefined): string | null {
  // Most were cleaned before they were stored or folded.
  if (CLEAN_MAC.test(text ?? '') && text !== NO_MAC) return text ?? null;
  const digits = (text ?? '').trim().replace(/[.:\-\s]/g, '');
  if (!/^[0-9a-fA-F]{12}$/.test(digits) || /^0{12}$/.test(digits)) return null;
  return (digits.toUpperCase().match(/../g) ?? []).join(':');
}
