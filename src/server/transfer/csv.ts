import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { RadarError } from '../../core/index.ts';

/** Rows as CSV (RFC 4180), without a header. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  stringify(rows.map((row) => [...row]));

/** A row of a CSV, by the names of its header, and the line on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly values: { readonly [column: string]: string };
  /** Cells with a value behind the last column of the header. */
  readonly surplus: readonly string[];
}

/** Longest row: a comma that is lost must not take the memory. */
const LONGEST_ROW = 1_048_576;

/**
 * Reads CSV with a header, whose names may stand in any order. Of a row with fewer cells the last columns are
 * absent. Throws REQUEST_INVALID where the text is no CSV, and where its header names a column twice.
 */
export async function* readCsv(source: AsyncIterable<Buffer>): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  });
  // A fault of the source ends the parser with it, whose reader throws it.
  pipeline(Readable.from(source), parser, () => {});
  let header: readonly string[] | undefined;
  let before = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }>) {
      if (header === undefined) header = headerOf(record);
      else yield { line: before + 1, ...rowOf(header, record) };
      before = info.lines;
    }
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    throw new RadarError('REQUEST_INVALID', `It is no CSV: ${fault.message}.`, {
      hint: 'Rows before that were taken; send it again once it is mended.',
      cause: fault,
    });
  }
}

function headerOf(cells: readonly string[]): readonly string[] {
  const names = cells.map((name) => name.trim());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new RadarError('REQUEST_INVALID', `The header names the column "${twice}" twice.`, {
    hint: 'Nothing was taken; leave one of them out, or give it another name.',
  });
}

function rowOf(
  header: readonly string[],
  cells: readonly string[],
): Pick<CsvRow, 'values' | 'surplus'> {
  const named = cells.slice(0, header.length).map((cell, at) => [header[at] ?? '', cell] as const);
  // Columns without a name hold nothing, or what nobody can place.
  const nameless = named.flatMap(([name, cell]) => (name === '' ? [cell] : []));
  const beyond = [...nameless, ...cells.slice(header.length)];
  return {
    values: Object.fromEntries(named.filter(([name]) => name !== '')),
    surplus: beyond.filter((cell) => cell.trim() !== ''),
  };
}
