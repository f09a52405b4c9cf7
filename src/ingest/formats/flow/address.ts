import { cleanIp, cleanMac } from '../../../core/index.ts';
import { FormatFault } from '../fault.ts';

/** An address of 4 or 16 bytes as text; null when there is none. Throws {@link FormatFault}. */
export function addressOf(field: string, value: Uint8Array | undefined): string | null {
  if (value === undefined || value.length === 0) return null;
  const bytes = unmapped(value);
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length === 16) {
    const groups = Array.from({ length: 8 }, (_, index) =>
      (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
    );
    return cleanIp(groups.join(':'));
  }
  throw new FormatFault('bad_record', `${field} has ${value.length} bytes, not 4 or 16.`, field);
}

/** An IPv4 address that came as one of IPv6 is the same address. */
function unmapped(value: Uint8Array): Uint8Array {
  const isMapped =
    value.length === 16 &&
    value.subarray(0, 10).every((byte) => byte === 0) &&
    value[10] === 0xff &&
    value[11] === 0xff;
  return isMapped ? value.subarray(12) : value;
}

/** A MAC address from the lower 48 bits of a number; null for zero. */
export function macOf(value: bigint | undefined): string | null {
  if (value === undefined) return null;
  return cleanMac(BigInt.asUintN(48, value).toString(16).padStart(12, '0'));
}
