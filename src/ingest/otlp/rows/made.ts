import { type DatasetName, type NewRow, sharedColumns } from '../../../catalogue/index.ts';
import { RecordFault } from './record-fault.ts';
import { sharedGauge } from './shared.ts';

/** A record that became no row. */
export interface RefusedRecord {
  /** Its position among all records of the request. */
  readonly record: number;
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** Rows of a request. */
export interface MadeRows<N extends DatasetName = DatasetName> {
  readonly rows: readonly NewRow<N>[];
  /** For each row the position of its record. */
  readonly records: readonly number[];
  readonly refused: readonly RefusedRecord[];
  /** How many records the request had. */
  readonly count: number;
}

/** Gathers rows, record by record. */
export interface RowMaker<N extends DatasetName> {
  /** Says what the resource of the next records gives each of their rows. */
  resource(columns: object): void;
  /** The same of their scope. */
  scope(columns: object): void;
  /** Says which columns the next records have in common, before they are made. */
  share(columns: object): void;
  /**
   * Takes the next record; `make` gives its row without the hash, with the columns of resource and
   * scope, or throws {@link RecordFault}.
   */
  take(make: () => object): void;
  made(): MadeRows<N>;
}

export function rowMaker<N extends DatasetName>(dataset: N): RowMaker<N> {
  const rows: NewRow<N>[] = [];
  const records: number[] = [];
  const refused: RefusedRecord[] = [];
  const gauge = sharedGauge();
  const nothing = sharedColumns(dataset);
  let ofResource = nothing;
  let shared = nothing;
  let count = 0;
  return {
    resource(columns) {
      ofResource = nothing.and(columns);
      shared = ofResource;
    },
    scope(columns) {
      shared = ofResource.and(columns);
    },
    share: (columns) => gauge.share(columns),
    take(make) {
      gauge.note();
      const record = count++;
      try {
        const row = make();
        const hash = shared.hashOf(row);
        rows.push((hash === undefined ? row : Object.assign(row, { row_key: hash })) as NewRow<N>);
        records.push(record);
      } catch (fault) {
        if (!(fault instanceof RecordFault)) throw fault;
        const { field, reason, message } = fault;
        refused.push({ record, field, reason, message });
      }
    },
    made: () => ({ rows, records, refused, count }),
  };
}
