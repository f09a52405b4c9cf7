import type { DeviceObservation } from '../../catalogue/index.ts';
import { cleanMac, cleanText } from '../../core/index.ts';
import { isService, kindOf } from '../fold/index.ts';
import { readSynthetic } from './synthetic.ts';

/** Something by which a device is told apart: `armis`, `integration:<type>`, `netbox` or `mac`. */
export interface Claim {
  readonly kind: string;
  readonly value: string;
}

/** A claim as one text, `<kind>:<value>`. A kind has no colon in it but that of `integration:`. */
export const claimText = ({ kind, value }: Claim): string => `${kind}:${value}`;

/** The kind of a reported id, which is what is left where nothing stronger was told. */
export const ID_KIND = 'id';

/** What an observation tells of who the device is. */
export interface Told {
  /** Its strongest claim as a text; of an observation without any, its id as the kind `id`. */
  readonly identity: string;
  /** The strongest first. Records that hide a device, and service components, claim nothing. */
  readonly claims: readonly Claim[];
  /** The id as sent, where it may become that of a device: not where it was made of a claim. */
  readonly reportedId: string | null;
}

/**
 * Who a normalised observation says the device is (design §6). Records that hide a device say by the
 * same means whom they hide, and claim nothing.
 */
export function toldBy(observation: DeviceObservation, shared: SharedMacs = NONE_SHARED): Told {
  const { deviceId, partition } = observation;
  const synthetic = readSynthetic(deviceId);
  const own = synthetic?.partition === partition ? synthetic.claim : undefined;
  const claims = isService(deviceId) ? [] : claimed(observation, own, shared);
  const strongest = claims[0] ?? own ?? { kind: ID_KIND, value: deviceId };
  return {
    identity: claimText(strongest),
    claims: kindOf(observation) === 'plain' ? claims : [],
    reportedId: synthetic === undefined ? deviceId : null,
  };
}

function claimed(
  { metadata, mac }: DeviceObservation,
  own: Claim | undefined,
  shared: SharedMacs,
): readonly Claim[] {
  const armis = cleanText(metadata.armis_device_id);
  const type = typeOf(metadata.integration_type);
  const integration = cleanText(metadata.integration_id);
  const netbox = cleanText(metadata.netbox_device_id);
  const claims: Claim[] = [];
  if (armis !== null) claims.push({ kind: 'armis', value: armis });
  if (integration !== null && type !== 'netbox') {
    claims.push({ kind: `integration:${type}`, value: integration });
  }
  for (const value of new Set(type === 'netbox' ? [integration, netbox] : [netbox])) {
    if (value !== null) claims.push({ kind: 'netbox', value });
  }
  for (const value of macsOf(mac)) {
    if (!isShared(value) && !shared.has(value)) claims.push({ kind: 'mac', value });
  }
  if (own === undefined || own.kind === ID_KIND || claims.some(({ kind }) => kind === own.kind)) {
    return claims;
  }
  return [...claims, own].sort((a, b) => compareKinds(a.kind, b.kind));
}

/** A type of integration as part of a kind: without colons, which part kind and value. */
function typeOf(text: string | undefined): string {
  return (cleanText(text) ?? '').toLowerCase().replaceAll(':', '_');
}

/** The addresses of a field that lists several (UD-38), each in its one spelling, sorted. */
export function macsOf(text: string | null): readonly string[] {
  const macs = (text ?? '').split(',').flatMap((one) => cleanMac(one) ?? []);
  return [...new Set(macs)].sort();
}

/** Addresses that an operator knows to be of many devices, in their one spelling. */
export type SharedMacs = ReadonlySet<string>;

export const NONE_SHARED: SharedMacs = new Set();

/** Addresses of groups, and those that routers of one group share (VRRP, HSRP, GLBP), tell no device apart. */
function isShared(mac: string): boolean {
  if ((Number.parseInt(mac.slice(0, 2), 16) & 1) === 1) return true;
  return /^00:00:5E:00:0[12]:|^00:00:0C:07:AC:|^00:00:0C:9F:F|^00:05:73:A0:0|^00:07:B4:00:/.test(
    mac,
  );
}

/** Order of kinds, the strongest first: armis, integrations by type, netbox, mac, id. */
export function compareKinds(a: string, b: string): number {
  return strength(a) - strength(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function strength(kind: string): number {
  if (kind.startsWith('integration:')) return 1;
  return ['armis', 'integration', 'netbox', 'mac', ID_KIND].indexOf(kind);
}

/** The claim that a text of {@link claimText} stands for. */
export function readClaim(text: string): Claim {
  const colon = text.indexOf(':');
  if (colon === -1) return { kind: ID_KIND, value: text };
  const second = text.startsWith('integration:') ? text.indexOf(':', colon + 1) : -1;
  const end = second === -1 ? colon : second;
  return { kind: text.slice(0, end), value: text.slice(end + 1) };
}
