import type { Column, ColumnType } from '../../catalogue/index.ts';
import type { ExactJson } from '../../core/index.ts';
import { RecordFault } from './fault.ts';
import { kindOf, readInstant, type TimeUnit } from './instant.ts';

/** Turns a value of JSON into that of a column. Throws {@link RecordFault}. */
export type ValueReader = (value: ExactJson) => unknown;

/** What a number of JSON may look like where a decimal is kept as text. */
const DECIMAL = /^-?\d+(\.\d+)?$/;
const DIGITS = /^-?\d{1,20}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The reader for a column. It sees to the form of a value; its bounds and whether it may be absent
 * are the writer's business.
 */
export function valueReader(name: string, column: Column, unit: TimeUnit | undefined): ValueReader {
  if (column.type === 'timestamp with time zone') return instantReader(name, unit);
  if (column.type === 'text') return textReader(name, column);
  const member = MEMBERS[column.type];
  if (member !== undefined) return listOf(name, SCALARS[member](name));
  return SCALARS[column.type as keyof typeof SCALARS](name);
}

/** Records of one sample have one time, so the last one is remembered. */
function instantReader(name: string, unit: TimeUnit | undefined): ValueReader {
  let text: string | undefined;
  let instant = 0;
  return (value) => {
    if (typeof value !== 'string') return readInstant(name, value, unit);
    if (value !== text) {
      instant = readInstant(name, value, unit);
      text = value;
    }
    return instant;
  };
}

const MEMBERS: { readonly [T in ColumnType]?: 'text' | 'integer' | 'double precision' } = {
  'text[]': 'text',
  'integer[]': 'integer',
  'bigint[]': 'integer',
  'double precision[]': 'double precision',
};

function wrong(name: string, value: ExactJson, wanted: string): RecordFault {
  return new RecordFault('bad_value', `${name} is ${kindOf(value)}, not ${wanted}`, name);
}

/** Blank text is no value, where a column knows absence. */
function textReader(name: string, { nullable }: Column): ValueReader {
  const read = SCALARS.text(name);
  if (!nullable) return read;
  return (value) => {
    const text = read(value) as string;
    return text === '' || text.trim() === '' ? null : text;
  };
}

function listOf(name: string, member: ValueReader): ValueReader {
  return (value) => {
    if (Array.isArray(value)) return value.map(member);
    throw wrong(name, value, 'an array');
  };
}

function readWhole(name: string): ValueReader {
  return (value) => {
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    // Senders whose numbers are doubles write greater ones as text.
    if (typeof value !== 'string' || !DIGITS.test(value)) {
      throw wrong(name, value, 'a whole number');
    }
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : BigInt(value);
  };
}

function readDouble(name: string): ValueReader {
  return (value) => {
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'string' && /^[+-]?(nan|inf(inity)?)$/i.test(value)) {
      throw new RecordFault('not_finite', `${name} is ${value}, not a finite number`, name);
    }
    if (typeof value !== 'number') throw wrong(name, value, 'a number');
    if (Number.isFinite(value)) return value;
    throw new RecordFault('not_finite', `${name} is beyond what a number can be`, name);
  };
}

const SCALARS = {
  text:
    (name: string): ValueReader =>
    (value) => {
      if (typeof value === 'string') return value;
      throw wrong(name, value, 'text');
    },
  integer: readWhole,
  bigint: readWhole,
  real: readDouble,
  'double precision': readDouble,
  boolean:
    (name: string): ValueReader =>
    (value) => {
      if (typeof value === 'boolean') return value;
      throw wrong(name, value, 'true or false');
    },
  numeric:
    (name: string): ValueReader =>
    (value) => {
      const text = typeof value === 'string' ? value : String(value);
      if (DECIMAL.test(text) && typeof value !== 'boolean') return text;
      throw wrong(name, value, 'a decimal number');
    },
  uuid:
    (name: string): ValueReader =>
    (value) => {
      if (typeof value === 'string') return value.toLowerCase();
      throw wrong(name, value, 'a UUID');
    },
  jsonb:
    (name: string): ValueReader =>
    (value) => {
      if (typeof value === 'object' && value !== null) return value;
      throw wrong(name, value, 'an object or array');
    },
  bytea:
    (name: string): ValueReader =>
    (value) => {
      if (typeof value === 'string' && BASE64.test(value)) return Buffer.from(value, 'base64');
      throw wrong(name, value, 'bytes in base64');
    },
} as const;
