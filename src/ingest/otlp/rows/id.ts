import { RecordFault } from './record-fault.ts';

const PATTERNS = { 16: /^[0-9a-f]{32}$/, 8: /^[0-9a-f]{16}$/ } as const;
const ZEROES = /^0+$/;

const LONGEST_SHOWN = 64;

/** An id that may be absent; one of zeroes only is. Throws {@link RecordFault} for another length. */
export function optionalId(field: string, id: string, bytes: 8 | 16): string | undefined {
  if (id === '') return undefined;
  if (!PATTERNS[bytes].test(id)) {
    const shown = id.length > LONGEST_SHOWN ? `${id.slice(0, LONGEST_SHOWN)}…` : id;
    const message = `${field} "${shown}" is not ${bytes} bytes, ${bytes * 2} hexadecimal digits`;
    throw new RecordFault('bad_id', field, message);
  }
  return ZEROES.test(id) ? undefined : id;
}

/** An id that must be there. Throws {@link RecordFault}. */
export function requiredId(field: string, id: string, bytes: 8 | 16): string {
  const checked = optionalId(field, id, bytes);
  if (checked !== undefined) return checked;
  const what = id === '' ? 'is absent' : 'has zeroes only';
  throw new RecordFault('bad_id', field, `${field} ${what}`);
}
