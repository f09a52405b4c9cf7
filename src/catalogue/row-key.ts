import { type JsonValue, rowKeyOf } from '../core/index.ts';
import { CATALOGUE, type DatasetName } from './catalogue.ts';
import { type Identity, type IdentityColumn, isAbsent, membersText } from './identity-text.ts';
import type { Column } from './model/column.ts';
import type { Dataset } from './model/dataset.ts';
import { writableColumns } from './model/shape.ts';

type Values = { readonly [name: string]: unknown };

interface Hasher {
  /** The whole identity, or what is used where `without` has a value. */
  readonly usual: Identity;
  readonly without?: string;
  readonly otherwise?: Identity;
}

const hashers = new Map<DatasetName, Hasher | undefined>();

/**
 * The 16-byte hash that tells a row apart, by what the catalogue declares under `hashed`; undefined
 * for a dataset without such a column. Absent values are left out, so that a column added later
 * changes no key; blank text, empty containers and values that the server would fill in count as
 * absent. The same row gives the same bytes, by whatever receiver it came.
 *
 * `beside` adds what is no column, such as the sequence number of a message without an id.
 */
export function hashOf(
  name: DatasetName,
  row: object,
  beside?: { readonly [name: string]: JsonValue },
): Uint8Array | undefined {
  const columns = identityOf(name, row);
  if (columns === undefined) return undefined;
  if (beside === undefined) return rowKeyOf(`{${membersText(columns, row)}}`);
  const all = [...columns, ...Object.keys(beside).map(besideColumn)].sort(byName);
  return rowKeyOf(`{${membersText(all, { ...row, ...beside })}}`);
}

/** What is no column is hashed like one that the server never fills in. */
const besideColumn = (name: string): IdentityColumn => ({ name, real: false, filled: undefined });

const byName = (a: IdentityColumn, b: IdentityColumn) => (a.name < b.name ? -1 : 1);

/** What the identity of a row is made of; undefined for a dataset without a hash. */
export function identityOf(name: DatasetName, row: object): Identity | undefined {
  if (!hashers.has(name)) hashers.set(name, hasherOf(CATALOGUE[name]));
  const hasher = hashers.get(name);
  if (hasher === undefined) return undefined;
  const { usual, without, otherwise } = hasher;
  const lacks = without !== undefined && isAbsent((row as Values)[without]);
  return lacks && otherwise !== undefined ? otherwise : usual;
}

/**
 * The row with its hash in the column that is declared for it, as bytes or as a UUID. An id that
 * the producer gave stays where the catalogue says so; a row of a dataset without hash stays as it
 * is.
 */
export function withHash<R extends object>(
  name: DatasetName,
  row: R,
  beside?: { readonly [name: string]: JsonValue },
): R {
  const { hashed } = CATALOGUE[name] as Dataset;
  return hashed === undefined ? row : addHash(name, { ...row }, beside);
}

/** As {@link withHash}, in the row itself, for whoever has just made it. */
export function addHash<R extends object>(
  name: DatasetName,
  row: R,
  beside?: { readonly [name: string]: JsonValue },
): R {
  const { hashed, columns }: Dataset = CATALOGUE[name];
  if (hashed === undefined) return row;
  if (hashed.given === true && !isAbsent((row as Values)[hashed.column])) return row;
  const hash = hashOf(name, row, beside) as Uint8Array;
  const value = columns[hashed.column]?.type === 'bytea' ? hash : uuidOf(hash);
  (row as { [name: string]: unknown })[hashed.column] = value;
  return row;
}

/** A UUID of version 8, whose bits are free, from 16 bytes. */
function uuidOf(hash: Uint8Array): string {
  const bytes = Buffer.from(hash);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hasherOf(dataset: Dataset): Hasher | undefined {
  const { hashed } = dataset;
  if (hashed === undefined) return undefined;
  const usual = columnsOf(dataset, identityColumns(dataset));
  if (hashed.otherwise === undefined) return { usual };
  const { without, of } = hashed.otherwise;
  return { usual, without, otherwise: columnsOf(dataset, of) };
}

/** The columns that a hash is made of, where nothing else takes their place. */
export function identityColumns(dataset: Dataset): readonly string[] {
  const { hashed, time } = dataset;
  if (hashed === undefined) return [];
  if (Array.isArray(hashed.of)) return hashed.of as readonly string[];
  const others = writableColumns(dataset)
    .map(([name]) => name)
    .filter((name) => name !== hashed.column);
  return hashed.of === 'row' ? others : others.filter((name) => name !== time?.column);
}

/**
 * Whether two rows with one key can differ elsewhere. They cannot where the key holds a hash of all
 * that the key itself does not hold.
 */
export function mayDiffer(dataset: Dataset): boolean {
  const { hashed, key } = dataset;
  const hashes = hashed !== undefined && hashed.given !== true && key.includes(hashed.column);
  const pinned = new Set([
    ...key,
    ...(hashes && hashed.otherwise === undefined ? identityColumns(dataset) : []),
  ]);
  return writableColumns(dataset).some(([name]) => !pinned.has(name));
}

function columnsOf(dataset: Dataset, names: readonly string[]): Identity {
  return [...names].sort().map((name) => {
    const column = dataset.columns[name];
    if (column === undefined) throw new Error(`${dataset.name}: column ${name} is not declared`);
    return { name, real: column.type === 'real', filled: filledIn(column) };
  });
}

/** The plain value that the server fills in; empty text and containers are absent anyway. */
function filledIn({ fallback }: Column): string | number | boolean | undefined {
  if (fallback === undefined) return undefined;
  if (fallback === 'true' || fallback === 'false') return fallback === 'true';
  if (/^-?\d+$/.test(fallback)) return Number(fallback);
  return /^'([^']*)'::text$/.exec(fallback)?.[1];
}
