import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './json.ts';

/** SHA-256 of a text as 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The 16-byte row key: the front of the SHA-256 of the canonical JSON of the identity values. */
export function rowKey(identity: JsonValue): Buffer {
  return createHash('sha256').update(canonicalJson(identity), 'utf8').digest().subarray(0, 16);
}
