import type { GroupColumn } from '../../catalogue/index.ts';
import {
  type Database,
  groupColumns,
  identifier,
  type Sql,
  sql,
  trusted,
} from '../../database/index.ts';
import type { GroupValue, RollupRequest } from './request.ts';

/** What holds for the rows of the rollup that a request is for, whatever their time. */
export function ofRollup(database: Database, { rollup, where }: RollupRequest): Sql[] {
  return rollup.groupBy.flatMap((group) => {
    const value = where[group.name];
    if (value === undefined) return [];
    return [equals(database, identifier(group.name), { group, value })];
  });
}

/**
 * What holds for its raw rows. Where the group is a column as it stands an index of that column may
 * serve; the expression of the group holds in any case.
 */
export function ofRaw(database: Database, { rollup, where }: RollupRequest): Sql[] {
  const expressions = new Map(
    groupColumns(rollup, { schema: database.options.schema }).map(({ name, of }) => [name, of]),
  );
  return rollup.groupBy.flatMap((group) => {
    const value = where[group.name];
    if (value === undefined) return [];
    const column = group.column ?? (group.of === undefined ? group.name : undefined);
    const plain = column !== undefined && !isLong(value) && !isShortened(value);
    const what = plain ? identifier(column) : trusted(expressions.get(group.name) ?? '');
    return [equals(database, what, { group, value })];
  });
}

function equals(
  database: Database,
  what: Sql,
  { group, value }: { readonly group: GroupColumn; readonly value: GroupValue },
): Sql {
  const given = sql`${String(value)}::${trusted(group.type)}`;
  return isLong(value)
    ? sql`${what} = ${database.relation('rollup_group')}(${given})`
    : sql`${what} = ${given}`;
}

/** Whether a group keeps the text shortened (`rollup_group`). */
const isLong = (value: GroupValue) => typeof value === 'string' && Buffer.byteLength(value) > 500;

/** Whether it is what `rollup_group` makes of a long text, so that a group may stand for others. */
const isShortened = (value: GroupValue) =>
  typeof value === 'string' && /…[0-9a-f]{1,16}$/.test(value);
