import { cleanIp, cleanText, type ExactJson } from '../../core/index.ts';
import { type ExactObject, isObject, plainJson, readJson, textOf } from './json.ts';

/** Facts: telemetry §6.2. The varbind that names a trap since version 2 of SNMP. */
const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';

/** The traps that every device has. */
const KNOWN: { readonly [oid: string]: string } = {
  '1.3.6.1.6.3.1.1.5.1': 'coldStart',
  '1.3.6.1.6.3.1.1.5.2': 'warmStart',
  '1.3.6.1.6.3.1.1.5.3': 'linkDown',
  '1.3.6.1.6.3.1.1.5.4': 'linkUp',
  '1.3.6.1.6.3.1.1.5.5': 'authenticationFailure',
  '1.3.6.1.6.3.1.1.5.6': 'egpNeighborLoss',
};

/** What a trap says of itself. */
export interface Trap {
  /** Address of the device that sent it; null when its source is none. */
  readonly host: string | null;
  readonly message: string;
  /** The trap without its community, which is a secret. */
  readonly text: string;
}

/** Whether an object is a trap as the trap daemon tells it. */
export function isTrap(object: ExactObject): boolean {
  return Array.isArray(object.varbinds);
}

export function readTrap(object: ExactObject): Trap {
  const oid = trapOid(object);
  const host = cleanIp(textOf(object.source));
  return {
    host,
    message: oid === null ? (firstVarbind(object) ?? 'SNMP trap') : `SNMP trap ${nameOf(oid)}`,
    text: JSON.stringify(plainJson(withoutCommunity(object))),
  };
}

/** The value of the first varbind: the text behind its type, as in `STRING: fan failed`. */
export function firstVarbind(object: ExactObject): string | null {
  const first = varbindsOf(object)[0];
  return first === undefined ? null : valueText(first);
}

/** A copy without the community, at whatever depth it stands. */
function withoutCommunity(value: ExactJson): ExactJson {
  if (Array.isArray(value)) return value.map(withoutCommunity);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name.toLowerCase() !== 'community')
      .map(([name, member]) => [name, withoutCommunity(member)]),
  );
}

/** A text of JSON as it may be kept: without the community, and otherwise as it came. */
export function withoutSecrets(text: string): string {
  if (!/community/i.test(text)) return text;
  return JSON.stringify(plainJson(withoutCommunity(readJson(text))));
}

function varbindsOf(object: ExactObject): ExactObject[] {
  return Array.isArray(object.varbinds) ? object.varbinds.filter(isObject) : [];
}

function trapOid(object: ExactObject): string | null {
  const found = varbindsOf(object).find((one) => plainOid(textOf(one.oid)) === TRAP_OID);
  return found === undefined ? null : plainOid(valueText(found));
}

function valueText(varbind: ExactObject): string | null {
  const text = textOf(varbind.value);
  // Only a type in front is cut off; the colons of an address or a time are part of the value.
  return text === null ? null : (cleanText(text.replace(/^[A-Za-z][A-Za-z0-9 ]*: +/, '')) ?? text);
}

const plainOid = (oid: string | null) => (oid === null ? null : oid.replace(/^\./, ''));

function nameOf(oid: string): string {
  const known = KNOWN[oid];
  return known === undefined ? oid : `${known} (${oid})`;
}
