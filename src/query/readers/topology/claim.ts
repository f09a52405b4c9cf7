import { cleanIp, cleanMac, cleanText } from '../../../core/index.ts';

/** What says who a neighbour is, the strongest first. */
export const EVIDENCE = [
  'chassis_mac',
  'management_address',
  'peer_address',
  'system_name',
] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** What is told of a neighbour and may name it: one value of each kind, in its stored spelling. */
export type Claims = { readonly [E in Evidence]?: string };

/** The columns of a report that tell who the neighbour is. */
export interface Told {
  readonly neighbor_chassis_id: string | null;
  readonly neighbor_management_addr: string | null;
  readonly neighbor_ip_address: string | null;
  readonly neighbor_system_name: string | null;
}

/** The claims of a report. A chassis that is no MAC address, and an address that is none, say nothing. */
export function claimsOf(told: Told): Claims {
  const claims = {
    chassis_mac: cleanMac(told.neighbor_chassis_id),
    management_address: cleanIp(told.neighbor_management_addr),
    peer_address: cleanIp(told.neighbor_ip_address),
    system_name: cleanText(told.neighbor_system_name)?.toLowerCase() ?? null,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

/** Devices that have what is claimed, by kind and value; only those of one partition. */
export type Candidates = (kind: Evidence, value: string) => ReadonlySet<string>;

/** Who a neighbour is. */
export type Identity =
  | {
      readonly kind: 'device';
      readonly deviceId: string;
      readonly evidence: readonly Evidence[];
      /** What would rather say another device. */
      readonly disputed: readonly Evidence[];
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * Who a neighbour is: the strongest evidence that any device has decides, the weaker only narrows it
 * down. Several devices that are left are told, and none is chosen.
 */
export function identify(claims: Claims, candidates: Candidates): Identity {
  let left: ReadonlySet<string> | undefined;
  const evidence: Evidence[] = [];
  const disputed: Evidence[] = [];
  for (const kind of EVIDENCE) {
    const value = claims[kind];
    const found = value === undefined ? undefined : candidates(kind, value);
    if (found === undefined || found.size === 0) continue;
    const common: ReadonlySet<string> =
      left === undefined ? found : new Set([...found].filter((one) => left?.has(one)));
    if (common.size === 0) disputed.push(kind);
    else {
      left = common;
      evidence.push(kind);
    }
  }
  const [deviceId, ...others] = [...(left ?? [])].sort();
  if (deviceId === undefined) return { kind: 'unknown' };
  if (others.length > 0) return { kind: 'ambiguous', candidates: [deviceId, ...others] };
  return { kind: 'device', deviceId, evidence, disputed };
}
