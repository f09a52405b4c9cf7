import { CATALOGUE, type Column, type Dataset, writableColumns } from '../../catalogue/index.ts';
import { formatInstant } from '../../core/index.ts';
import type { LoadDataset } from './load.ts';

type Values = { readonly [name: string]: unknown };

/** Rows as a JSON object a line, as senders over HTTP write them: without what the store computes. */
export function ndjsonOf(name: LoadDataset, rows: readonly object[]): Buffer {
  const dataset: Dataset = CATALOGUE[name];
  const columns = writableColumns(dataset).filter(([one]) => one !== dataset.hashed?.column);
  const lines = rows.map((row) => {
    const members = columns.flatMap(([one, column]) => {
      const value = (row as Values)[one];
      if (value === null || value === undefined) return [];
      return [`${JSON.stringify(one)}:${jsonOf(column, value)}`];
    });
    return `{${members.join(',')}}\n`;
  });
  return Buffer.from(lines.join(''), 'utf8');
}

function jsonOf({ type }: Column, value: unknown): string {
  if (type === 'timestamp with time zone') return `"${formatInstant(Number(value))}"`;
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

/** Rows in the text format of COPY, one column after the other as {@link copyColumnsOf} tells. */
export function copyTextOf(name: LoadDataset, rows: readonly object[]): Buffer {
  const columns = writableColumns(CATALOGUE[name]);
  const lines = rows.map((row) => {
    const fields = columns.map(([one, column]) => fieldOf(column, (row as Values)[one]));
    return `${fields.join('\t')}\n`;
  });
  return Buffer.from(lines.join(''), 'utf8');
}

/** The columns of {@link copyTextOf}, in their order. */
export function copyColumnsOf(name: LoadDataset): string[] {
  return writableColumns(CATALOGUE[name]).map(([column]) => column);
}

const ESCAPES: { readonly [sign: string]: string } = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function fieldOf({ type }: Column, value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  return textOf(type, value).replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

function textOf(type: Column['type'], value: unknown): string {
  if (type === 'timestamp with time zone') return formatInstant(Number(value));
  if (type === 'jsonb') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return String(value);
}
