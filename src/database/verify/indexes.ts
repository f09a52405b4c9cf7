import type { Dataset, Index } from '../../catalogue/index.ts';
import { type Names, quoteIdentifier } from '../connection/index.ts';
import {
  hasNullableKey,
  hasPrimaryKey,
  indexStatement,
  keyName,
  keyStatement,
} from '../relations/index.ts';
import { withNames } from '../sql-text/index.ts';
import { type Drift, type Finding, NOTHING } from './drift.ts';
import type { LiveIndex } from './live.ts';
import { plainName, quotedName } from './subject.ts';

const DESCENDING = 1;
const NULLS_FIRST = 2;
const TRIGRAM_OPERATORS = 'gin_trgm_ops';

/** What is declared of an index, in the terms of the live one. */
interface Wanted {
  readonly kind: 'key' | 'index';
  readonly name: string;
  readonly method: 'btree' | 'gin';
  readonly unique: boolean;
  readonly primary: boolean;
  /** Whether two NULLs must count as equal. */
  readonly nullsEqual: boolean;
  readonly columns: readonly string[];
  readonly options: readonly number[];
  readonly trigram: boolean;
  readonly predicate: string | null;
  /** Makes it. */
  readonly statement: string;
}

export interface IndexNames extends Names {
  /** Schema of pg_trgm; null where the database does not have it. */
  readonly trigramSchema: string | null;
}

/** Compares key and indexes of a table with those of its dataset. */
export function judgeIndexes(
  names: IndexNames,
  dataset: Dataset,
  live: readonly LiveIndex[],
): Finding {
  const wanted = [
    wantedKey(names, dataset),
    ...dataset.indexes.map((index) => wantedIndex(names, dataset, index)),
  ];
  const answerable = wanted.filter((one) => !one.trigram || names.trigramSchema !== null);
  const used = new Set<string>();
  const drifts = answerable.flatMap((one) => {
    const found =
      live.find((index) => index.name === one.name) ?? live.find((i) => matches(one, i));
    if (found !== undefined) used.add(found.name);
    return judge(names, { dataset, wanted: one, found });
  });
  const declared = new Set(wanted.map((one) => one.name));
  const extra = live
    .filter((index) => !used.has(index.name) && !declared.has(index.name))
    .map((index) => extraIndex(names, dataset, index));
  const skipped = wanted
    .filter((one) => !answerable.includes(one))
    .map((one) => ({
      check: `index ${plainName(names.schema, one.name)}`,
      reason:
        'extension pg_trgm is not in this database, so searches inside of text read the whole table; `create extension pg_trgm` brings it',
    }));
  return { drifts: [...drifts, ...extra], skipped };
}

function wantedKey(names: Names, dataset: Dataset): Wanted {
  return {
    kind: 'key',
    name: keyName(dataset),
    method: 'btree',
    unique: true,
    primary: hasPrimaryKey(dataset),
    nullsEqual: hasNullableKey(dataset),
    columns: dataset.key,
    options: dataset.key.map(() => 0),
    trigram: false,
    predicate: null,
    statement: withNames(keyStatement(dataset), names),
  };
}

function wantedIndex(names: IndexNames, dataset: Dataset, index: Index): Wanted {
  const trigram = index.method === 'trigram';
  const parts = index.columns.map(columnAndOptions);
  const { trigramSchema, ...rest } = names;
  return {
    kind: 'index',
    name: index.name,
    method: index.method === undefined || index.method === 'btree' ? 'btree' : 'gin',
    unique: index.unique === true,
    primary: false,
    nullsEqual: false,
    columns: parts.map((part) => part.column),
    options: parts.map((part) => part.options),
    trigram,
    predicate: index.where ?? null,
    statement: withNames(indexStatement(dataset, index), {
      ...rest,
      trigramSchema: trigramSchema ?? 'public',
    }),
  };
}

/** `last_seen desc nulls last` in the server's terms. NULLs come first where the order descends. */
function columnAndOptions(text: string) {
  const parts = /^(.*?)(?: (asc|desc))?(?: nulls (first|last))?$/i.exec(text);
  const descends = parts?.[2]?.toLowerCase() === 'desc';
  const nullsFirst = (parts?.[3]?.toLowerCase() ?? (descends ? 'first' : 'last')) === 'first';
  return {
    column: parts?.[1] ?? text,
    options: (descends ? DESCENDING : 0) + (nullsFirst ? NULLS_FIRST : 0),
  };
}

function matches(wanted: Wanted, live: LiveIndex): boolean {
  return (
    live.method === wanted.method &&
    live.unique === wanted.unique &&
    !(wanted.nullsEqual && live.nulls_distinct) &&
    sameList(wanted.columns, live.columns, bare) &&
    sameList(wanted.options, live.options, String) &&
    bare(wanted.predicate ?? '') === bare(live.predicate ?? '') &&
    live.operators.every((name) => wanted.trigram && name === TRIGRAM_OPERATORS) &&
    live.operators.length === (wanted.trigram ? wanted.columns.length : 0)
  );
}

function sameList<T>(one: readonly T[], other: readonly T[], text: (item: T) => string): boolean {
  return one.map(text).join('\n') === other.map(text).join('\n');
}

/** An expression without the quotes, outer parentheses and line breaks that the server prints here and not there. */
function bare(printed: string): string {
  const text = printed.replace(/\s*\n\s*/g, ' ').trim();
  const inner = /^\((.*)\)$/.exec(text)?.[1];
  if (inner !== undefined && isBalanced(inner)) return bare(inner);
  return text.replaceAll('"', '');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

interface Case {
  readonly dataset: Dataset;
  readonly wanted: Wanted;
  readonly found: LiveIndex | undefined;
}

function judge(names: Names, { dataset, wanted, found }: Case): Drift[] {
  const drift = (found: string, mend: string): Drift => ({
    kind: wanted.kind,
    name: plainName(names.schema, wanted.name),
    severity: wanted.kind === 'key' ? 'broken' : 'differs',
    expected: wanted.statement,
    found,
    mend,
  });
  if (found === undefined) return [drift(NOTHING, `${wanted.statement};`)];
  const renew = `${dropStatement(names, dataset, found)};\n${wanted.statement};`;
  if (!matches(wanted, found)) return [drift(found.definition, renew)];
  if (!found.valid) return [drift(`${found.definition}, which is not valid`, renew)];
  if (found.name !== wanted.name) {
    const rename = `alter index ${quotedName(names.schema, found.name)} rename to ${quoteIdentifier(wanted.name)};`;
    return [{ ...drift(`the same index as ${found.name}`, rename), severity: 'differs' }];
  }
  if (wanted.primary && !found.primary) {
    const table = quotedName(names.schema, dataset.name);
    const mend =
      found.constraint === null
        ? `alter table ${table} add constraint ${wanted.name} primary key using index ${wanted.name};`
        : renew;
    return [{ ...drift(found.definition, mend), severity: 'differs' }];
  }
  return [];
}

function extraIndex(names: Names, dataset: Dataset, live: LiveIndex): Drift {
  return {
    kind: 'index',
    name: plainName(names.schema, live.name),
    severity: 'extra',
    expected: NOTHING,
    found: live.definition,
    mend: `-- where nobody needs it:\n${dropStatement(names, dataset, live)};`,
  };
}

function dropStatement(names: Names, dataset: Dataset, live: LiveIndex): string {
  return live.constraint === null
    ? `drop index ${quotedName(names.schema, live.name)}`
    : `alter table ${quotedName(names.schema, dataset.name)} drop constraint ${quoteIdentifier(live.constraint)}`;
}
