import { quoteJson, repairText, sortedKeys } from '../core/index.ts';

type Values = { readonly [name: string]: unknown };

/** A column that an identity is made of. */
export interface IdentityColumn {
  readonly name: string;
  /** Whether it has single precision. */
  readonly real: boolean;
  /** What the server would fill in. */
  readonly filled: string | number | boolean | undefined;
}

/** Columns in the order of canonical JSON, so that nobody need sort them in every row. */
export type Identity = readonly IdentityColumn[];

/** Members of an object as text, without its braces; empty where it has none. */
export type Members = string;

/**
 * The values of those columns as they are stored, as members of canonical JSON; absent ones are left out. Each row
 * with a hash goes through here, so the text is made at once, without objects in between.
 */
export function membersText(columns: Identity, row: object): Members {
  let text = '';
  for (const { name, real, filled } of columns) {
    const value = (row as Values)[name];
    if (isAbsent(value) || value === filled) continue;
    // A single-precision column gives back another number than it was given.
    const member = valueText(real && typeof value === 'number' ? Math.fround(value) : value);
    if (member !== undefined) text += text === '' ? `"${name}":${member}` : `,"${name}":${member}`;
  }
  return text;
}

/** Whether a value counts as none: blank text and empty containers do too. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value !== 'object' || value instanceof Uint8Array) return false;
  for (const _ in value) return false;
  return true;
}

/** Whole numbers by their digits, bytes as hexadecimal text; undefined for what JSON leaves out. */
function valueText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoteJson(repairText(value));
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? String(value) : `{"digits":"${value}"}`;
    case 'object':
      return containerText(value);
    default:
      return JSON.stringify(value);
  }
}

function containerText(value: object | null): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  return objectText(value as Values);
}

function objectText(object: Values): string {
  const keys = sortedKeys(object);
  if (!keys.every(isStorable)) return objectText(withStorableKeys(object));
  let text = '';
  for (const key of keys) {
    const member = valueText(object[key]);
    if (member === undefined) continue;
    text += text === '' ? `${quoteJson(key)}:${member}` : `,${quoteJson(key)}:${member}`;
  }
  return `{${text}}`;
}

const isStorable = (key: string) => repairText(key) === key;

/** Of two keys that are stored as one, the later. */
const withStorableKeys = (object: Values): Values =>
  Object.fromEntries(Object.entries(object).map(([key, member]) => [repairText(key), member]));
