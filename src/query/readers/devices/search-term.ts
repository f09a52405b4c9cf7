import { cleanIp, cleanMac } from '../../../core/index.ts';

/** What somebody looks for among devices. */
export type SearchTerm =
  /** A part of id, address, host name or MAC, in any of its spellings. */
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Other spellings of the same: the MAC or address as it is stored. */
      readonly spellings: readonly string[];
      /** The whole MAC, where the text is one. */
      readonly mac: string | null;
    }
  /** Every address of a network. */
  | { readonly kind: 'network'; readonly network: Network };

/** A network, as conditions on addresses in their stored spelling. */
export interface Network {
  /** In the spelling of the server: `10.0.0.0/8`. */
  readonly cidr: string;
  /** Beginnings that every address of it has one of; empty where only `cidr` tells. */
  readonly prefixes: readonly string[];
  /** The addresses themselves, where they are few. */
  readonly addresses: readonly string[];
  /** Whether prefixes and addresses say it all. */
  readonly exact: boolean;
}

/** Reads a search text; undefined for a blank one, which finds everything. */
export function readSearchTerm(text: string | undefined): SearchTerm | undefined {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return undefined;
  const network = readNetwork(trimmed);
  if (network !== undefined) return { kind: 'network', network };
  const mac = cleanMac(trimmed);
  const spellings = [mac, cleanIp(trimmed), macPart(trimmed)].filter(
    (one): one is string => one !== null && one.toLowerCase() !== trimmed.toLowerCase(),
  );
  return { kind: 'text', text: trimmed, spellings: [...new Set(spellings)], mac };
}

/** Part of a MAC without separators or with others: `001b21`, `00-1b-21`, `001b.21aa`. */
function macPart(text: string): string | null {
  const digits = text.replace(/[.:-]/g, '');
  const isPart = /^[0-9a-f]{6,12}$/i.test(digits) && digits.length % 2 === 0;
  // What looks like a number or an address is rather one.
  if (!isPart || (/^[\d.]+$/.test(text) && text.includes('.'))) return null;
  return (digits.toUpperCase().match(/../g) ?? []).join(':');
}

const V4_BITS = 32;
const V6_BITS = 128;

/** A network in CIDR notation; undefined for anything else, a broken length among it. */
export function readNetwork(text: string): Network | undefined {
  const [, address = '', lengthText = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const ip = cleanIp(address);
  const length = Number(lengthText);
  if (ip === null || address.includes('%')) return undefined;
  if (ip.includes(':')) return length > V6_BITS ? undefined : network6(ip, length);
  return length > V4_BITS ? undefined : network4(ip, length);
}

/** Cut at whole octets, a network of IPv4 is at most 128 prefixes or addresses. */
function network4(ip: string, length: number): Network {
  const octets = ip.split('.').map(Number);
  const whole = Math.floor(length / 8);
  const rest = length % 8;
  const fixed = octets.slice(0, whole);
  const cidr = `${ip}/${length}`;
  if (rest === 0) {
    const text = fixed.join('.');
    if (whole === 4) return { cidr, prefixes: [], addresses: [text], exact: true };
    // A prefix of nothing is every address, and only those of IPv4 belong to it.
    if (whole === 0) return { cidr, prefixes: [], addresses: [], exact: false };
    return { cidr, prefixes: [`${text}.`], addresses: [], exact: true };
  }
  const size = 2 ** (8 - rest);
  const first = Math.floor((octets[whole] ?? 0) / size) * size;
  const values = Array.from({ length: size }, (_, index) => [...fixed, first + index].join('.'));
  if (whole === 3) return { cidr, prefixes: [], addresses: values, exact: true };
  return { cidr, prefixes: values.map((value) => `${value}.`), addresses: [], exact: true };
}

/** The shortest spelling hides zeros, so only the groups before the first of them are a prefix. */
function network6(ip: string, length: number): Network {
  const cidr = `${ip}/${length}`;
  if (length === V6_BITS) return { cidr, prefixes: [], addresses: [ip], exact: true };
  const groups = (ip.split('::', 1)[0] ?? '').split(':').filter((group) => group !== '');
  const whole = groups.slice(0, Math.floor(length / 16));
  const zero = whole.indexOf('0');
  const fixed = zero === -1 ? whole : whole.slice(0, zero);
  const prefixes = fixed.length === 0 ? [] : [`${fixed.join(':')}:`];
  return { cidr, prefixes, addresses: [], exact: false };
}
