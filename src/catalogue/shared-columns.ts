import { rowKeyOf } from '../core/index.ts';
import type { DatasetName } from './catalogue.ts';
import { type Identity, type Members, membersText } from './identity-text.ts';
import { identityOf } from './row-key.ts';

/**
 * Columns that many rows have in common. Their part of the text that is hashed is made once, which for
 * a resource of OpenTelemetry with its attributes is most of the work.
 */
export interface SharedColumns {
  /** These columns and more. */
  and(columns: object): SharedColumns;
  /**
   * The hash of a row that has these columns with these values: the same bytes as `hashOf` gives.
   * Undefined for a dataset without a hash.
   */
  hashOf(row: object): Uint8Array | undefined;
}

/** Columns that rows of a dataset share; none at first. */
export const sharedColumns = (name: DatasetName): SharedColumns => sharing(name, new Map());

/** A part of the text that is hashed: the same in every row, or made of columns of the row. */
type Part = Members | Identity;

function sharing(name: DatasetName, shared: ReadonlyMap<string, Members>): SharedColumns {
  const parts = new Map<Identity, readonly Part[]>();
  return {
    and: (columns) => sharing(name, new Map([...shared, ...membersOf(name, columns)])),
    hashOf(row) {
      const identity = identityOf(name, row);
      if (identity === undefined) return undefined;
      const known = parts.get(identity) ?? partsOf(identity, shared);
      parts.set(identity, known);
      return rowKeyOf(textOf(known, row));
    },
  };
}

/** Absent columns too, which are absent in every row then. */
function membersOf(name: DatasetName, columns: object): Map<string, Members> {
  const identity = identityOf(name, columns) ?? [];
  return new Map(
    identity
      .filter((column) => Object.hasOwn(columns, column.name))
      .map((column) => [column.name, membersText([column], columns)]),
  );
}

/** Neighbours become one part, so that few are put together in each row. */
function partsOf(identity: Identity, shared: ReadonlyMap<string, Members>): readonly Part[] {
  const parts: Part[] = [];
  for (const column of identity) {
    const text = shared.get(column.name);
    const last = parts.at(-1);
    if (text === undefined) {
      if (typeof last === 'object') parts[parts.length - 1] = [...last, column];
      else parts.push([column]);
    } else if (text !== '') {
      if (typeof last === 'string') parts[parts.length - 1] = `${last},${text}`;
      else parts.push(text);
    }
  }
  return parts;
}

/** Canonical JSON of the identity: the columns stand in its order. */
function textOf(parts: readonly Part[], row: object): string {
  let text = '';
  for (const part of parts) {
    const members = typeof part === 'string' ? part : membersText(part, row);
    if (members === '') continue;
    text += text === '' ? members : `,${members}`;
  }
  return `{${text}}`;
}
