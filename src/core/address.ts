import { isIP } from 'node:net';

/** An IP address without brackets, port or zone, or null when the text is none (SR-37). */
export function cleanIp(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1];
  const address = (bracketed ?? withPort ?? trimmed).split('%')[0] ?? '';
  return isIP(address) === 0 ? null : address.toLowerCase();
}

/** A MAC address as upper-case pairs with colons, from any spelling; null when it is none. */
export function cleanMac(text: string | null | undefined): string | null {
  const digits = (text ?? '').trim().replace(/[.:\-\s]/g, '');
  if (!/^[0-9a-fA-F]{12}$/.test(digits) || /^0{12}$/.test(digits)) return null;
  return (digits.toUpperCase().match(/../g) ?? []).join(':');
}
