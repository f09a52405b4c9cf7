import type { Column } from '../../../catalogue/index.ts';
import type { Value } from './value.ts';

/** What the server fills in with the time of the statement; see `ofStatement`. */
const NOW = 'now()';

/**
 * What is stored where a row has no value: NULL, or what the catalogue says that the server uses,
 * since COPY does not ask the server for it. Undefined where a value is needed.
 */
export function fallbackOf(name: string, column: Column): Value | undefined {
  const { fallback, nullable, type } = column;
  if (fallback === undefined) return nullable ? null : undefined;
  if (isOfStatement(column)) return null;
  if (fallback === 'true' || fallback === 'false') return fallback === 'true';
  if (/^-?\d+$/.test(fallback)) return Number(fallback);
  const text = /^'([^'\\]*)'::(?:text|jsonb)$/.exec(fallback)?.[1];
  if (text !== undefined && (type === 'text' || type === 'jsonb')) return text;
  if (/^'\{\}'::.*\[\]$/.test(fallback)) return [];
  throw new Error(`the fallback of ${name} is not understood: ${fallback}`);
}

/**
 * Whether the server fills the column with the time of the statement. Such an absent value is no
 * opinion: it makes a row neither differ from another nor replace what that has.
 */
export const isOfStatement = (column: Column): boolean => column.fallback === NOW;
