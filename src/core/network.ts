import { BlockList, isIP } from 'node:net';
import { cleanIp } from './address.ts';

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** A network in CIDR notation; an address alone is a network of itself. */
export interface Network {
  /** In its canonical spelling. */
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Reads a network; undefined for anything else, a length that the family does not have among it. */
export function parseNetwork(text: string): Network | undefined {
  const [, told = '', length] = /^([^/%[\]]+?)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = isIP(told) === 0 ? null : cleanIp(told);
  if (address === null) return undefined;
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const bits = length === undefined ? BITS[family] : Number(length);
  return bits > BITS[family] ? undefined : { address, bits, family };
}

/** Whether an address belongs to one of the networks (DS-4); what is no address belongs to none. */
export function withinNetworks(networks: readonly Network[]): (address: string) => boolean {
  if (networks.length === 0) return () => false;
  const list = new BlockList();
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family);
  return (text) => {
    const address = cleanIp(text);
    if (address === null) return false;
    return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  };
}
