import { hash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './json.ts';

/** SHA-256 of a text as 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The 16-byte row key: the front of the SHA-256 of the canonical JSON of the identity values. */
export function rowKey(identity: JsonValue): Buffer {
  return rowKeyOf(canonicalJson(identity));
}

/** The same where the canonical JSON is at hand. */
export function rowKeyOf(canonical: string): Buffer {
  // Several times faster than digits in a Buffer of their own.
  return Buffer.from(hash('sha256', canonical, 'hex').slice(0, 32), 'hex');
}
