import type { DeviceObservation } from '../../catalogue/index.ts';
import type { Origin } from './rank.ts';

/** What a device seems to be, by an observation that does not tell. */
export interface TypeGuess extends Origin {
  readonly type: string;
}

/** The one source that sees of devices what to guess by, and tells no type (DS-2). */
const GUESSED = 'mapper';

/** Keys under which the system description of SNMP (sysDescr) comes. */
const DESCRIPTIONS = ['sys_descr', 'sysDescr', 'system_description'];

/** Host name and description, in lower case. */
type Sign = (name: string, description: string) => boolean;

const named =
  (pattern: RegExp): Sign =>
  (name) =>
    pattern.test(name);
const described =
  (...patterns: RegExp[]): Sign =>
  (_name, description) =>
    patterns.every((pattern) => pattern.test(description));

/**
 * The first sign that fits decides (DS-2). Words begin where a word begins, so that `u6` is no part of
 * `menu6`. A vendor, by name or by the number in its object id, makes devices of every kind: it says
 * nothing of one.
 */
const SIGNS: readonly (readonly [type: string, sign: Sign])[] = [
  ['switch_poe', described(/\bunifi/, /\bpoe\b/)],
  ['switch', named(/(?<![a-z0-9])usw/)],
  ['wireless_ap', named(/(?<![a-z0-9])(u[67]|nano-?hd)/)],
  ['switch', described(/\bswitch/)],
  ['router', described(/\brouter/)],
  ['wireless_ap', described(/\baccess[ -]?point/)],
  ['firewall', described(/\bfirewall/)],
  ['server', described(/\bserver/)],
  ['host', described(/\b(linux|windows|host)\b/)],
];

/**
 * What the device of an observation seems to be; undefined where nothing says so, where the observation
 * tells it, and for every source but discovery.
 */
export function guessType(
  observation: Pick<DeviceObservation, 'source' | 'hostname' | 'metadata'>,
): string | undefined {
  const { source, hostname, metadata } = observation;
  if (source !== GUESSED || (metadata.device_type ?? '').trim() !== '') return undefined;
  const name = (hostname ?? '').toLowerCase();
  const told = DESCRIPTIONS.find((key) => Object.hasOwn(metadata, key));
  const description = (told === undefined ? '' : (metadata[told] ?? '')).toLowerCase();
  return SIGNS.find(([, sign]) => sign(name, description))?.[0];
}
