import {
  addHash,
  type Dataset,
  type DatasetName,
  type NewRow,
  timeOf,
  writableColumns,
} from '../../catalogue/index.ts';
import { type ExactJson, type Instant, severityClass, suggest } from '../../core/index.ts';
import { RecordFault } from './fault.ts';
import { datasetOf } from './ingestible.ts';
import { kindOf, shortened, type TimeUnit } from './instant.ts';
import { type ValueReader, valueReader } from './value.ts';

export interface RecordOptions {
  /** Unit of numbers that stand for instants; a number is refused unless given. */
  readonly timeUnit?: TimeUnit | undefined;
  /** The time of rows that tell none. */
  readonly receivedAt: Instant;
}

/** Makes a row of a parsed record. Throws {@link RecordFault}. */
export type RecordReader = <N extends DatasetName>(value: ExactJson) => NewRow<N>;

/**
 * The reader of records of a dataset, made once per request. Fields have the names of the columns;
 * null and absent are the same; what the store computes, such as `row_key`, cannot be given. The
 * bounds of values, the window of time and what must have a value are checked by the writer.
 */
export function recordReader(name: DatasetName, options: RecordOptions): RecordReader {
  const dataset = datasetOf(name);
  const readers = readersOf(dataset, options.timeUnit);
  const time = timeOf(dataset)?.column;
  return <N extends DatasetName>(value: ExactJson) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new RecordFault('not_json', `the record is ${kindOf(value)}, not an object`);
    }
    const row: { [column: string]: unknown } = {};
    const record = value as { readonly [field: string]: ExactJson };
    for (const field in record) {
      const read = readers.get(field);
      if (read === undefined) throw unknownField(dataset, field);
      const given = record[field] as ExactJson;
      if (given !== null) row[field] = read(given);
    }
    if (time !== undefined && row[time] === undefined) row[time] = options.receivedAt;
    if (name === 'logs') classify(row);
    return addHash(name, row) as NewRow<N>;
  };
}

/** A sender knows the severity in its own words; the class follows from them. */
function classify(row: { [column: string]: unknown }): void {
  row.severity_class ??= severityClass(
    row.severity_text as string | undefined,
    row.severity_number as number | undefined,
  );
}

function readersOf(dataset: Dataset, unit: TimeUnit | undefined): Map<string, ValueReader> {
  const given = writableColumns(dataset).filter(([name]) => !isComputed(dataset, name));
  return new Map(given.map(([name, column]) => [name, valueReader(name, column, unit)]));
}

/** Whether the store fills a column itself. */
export function isComputed({ columns, hashed }: Dataset, name: string): boolean {
  if (columns[name]?.default !== undefined) return true;
  if (name === 'row_key') return true;
  return hashed?.column === name && hashed.given !== true;
}

/** The fields that a record of a dataset may have. */
export function fieldsOf(dataset: Dataset): readonly string[] {
  return Object.keys(dataset.columns).filter((name) => !isComputed(dataset, name));
}

function unknownField(dataset: Dataset, field: string): RecordFault {
  const shown = shortened(field);
  if (dataset.columns[field] !== undefined) {
    const message = `${shown} is filled by the store; leave it out`;
    return new RecordFault('computed_field', message, field);
  }
  const fields = fieldsOf(dataset);
  const near = suggest(field, fields);
  const advice = near === undefined ? `it has ${fields.join(', ')}` : `did you mean "${near}"?`;
  const message = `${dataset.name} has no field "${shown}"; ${advice}`;
  return new RecordFault('unknown_field', message, shown);
}
