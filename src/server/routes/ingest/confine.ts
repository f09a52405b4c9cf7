import { CATALOGUE, type DatasetName, type DeviceObservation } from '../../../catalogue/index.ts';
import type {
  DatasetOutcome,
  DeadLetter,
  Origin,
  RefusedRow,
  RowsByDataset,
  WriteBatch,
  WriteOutcome,
} from '../../../ingest/index.ts';
import { isInside } from '../../auth/index.ts';

/** Columns that hold `<partition>:<address>`. */
const DEVICE_COLUMNS = ['device_id', 'local_device_id'] as const;

type Values = { readonly [column: string]: unknown };

const has = (dataset: DatasetName, column: string) =>
  Object.hasOwn(CATALOGUE[dataset].columns, column);

/** Whether rows of a dataset say to which network partition they belong. */
export function namesPartitions(dataset: DatasetName): boolean {
  return has(dataset, 'partition') || DEVICE_COLUMNS.some((column) => has(dataset, column));
}

/** What is left of a batch for somebody who is confined to partitions. */
export interface Confined {
  readonly batch: WriteBatch;
  readonly told: readonly DeviceObservation[];
  /** The outcome of the batch by the positions of all rows, with those that were left out. */
  merge(outcome: WriteOutcome): WriteOutcome;
}

/**
 * Leaves out the rows and observations of other partitions; each is refused alone and kept as a dead
 * letter. A device id that begins with another partition counts as of that one, whatever the row says.
 */
export function confine(
  batch: WriteBatch,
  told: readonly DeviceObservation[],
  partitions: readonly string[],
): Confined {
  const kept = new Map<DatasetName, number[]>();
  const refused = new Map<DatasetName, RefusedRow[]>();
  const letters: DeadLetter[] = [];
  const rows: { [dataset: string]: readonly object[] } = {};
  for (const [name, list = []] of Object.entries(batch.rows)) {
    const dataset = name as DatasetName;
    const places: number[] = [];
    const others: RefusedRow[] = [];
    list.forEach((row, index) => {
      const fault = faultOf(dataset, row as Values, { index, partitions });
      if (fault === undefined) places.push(index);
      else {
        others.push(fault);
        letters.push(...letterOf(batch.origin, { dataset, row, fault }));
      }
    });
    kept.set(dataset, places);
    refused.set(dataset, others);
    rows[dataset] = others.length === 0 ? list : places.map((place) => list[place] ?? {});
  }
  const own = told.filter((one) => isOwn(one, partitions));
  for (const row of told.filter((one) => !isOwn(one, partitions))) {
    const fault = refusedRow(0, 'partition', partitions);
    letters.push(...letterOf(batch.origin, { dataset: 'device_updates', row, fault }));
  }
  const place = (dataset: DatasetName, index: number) => kept.get(dataset)?.[index] ?? -1;
  return {
    batch: {
      ...batch,
      rows: rows as RowsByDataset,
      ...(batch.origin === undefined ? {} : { origin: moved(batch.origin, place) }),
      deadLetters: [...(batch.deadLetters ?? []), ...letters],
    },
    told: own,
    merge: (outcome) => merged(outcome, { refused, place }),
  };
}

function isOwn({ partition, deviceId }: DeviceObservation, partitions: readonly string[]) {
  return partitions.includes(partition) && (deviceId === '' || isInside(deviceId, partitions));
}

function faultOf(
  dataset: DatasetName,
  row: Values,
  { index, partitions }: { readonly index: number; readonly partitions: readonly string[] },
): RefusedRow | undefined {
  const byColumn = has(dataset, 'partition');
  if (byColumn && !partitions.includes(String(row.partition ?? ''))) {
    return refusedRow(index, 'partition', partitions);
  }
  const column = DEVICE_COLUMNS.find((one) => has(dataset, one));
  if (column === undefined) return byColumn ? undefined : refusedRow(index, null, partitions);
  const id = String(row[column] ?? '');
  const fits = id === '' ? byColumn : isInside(id, partitions);
  return fits ? undefined : refusedRow(index, column, partitions);
}

const refusedRow = (
  index: number,
  field: string | null,
  partitions: readonly string[],
): RefusedRow => ({
  index,
  field,
  reason: 'other_partition',
  message: `the row is not of ${partitions.join(' or ')}, to which its sender is confined`,
});

function letterOf(
  origin: Origin | undefined,
  {
    dataset,
    row,
    fault,
  }: { readonly dataset: DatasetName; readonly row: object; readonly fault: RefusedRow },
): DeadLetter[] {
  if (origin === undefined) return [];
  const { receiver, receivedAt, contentType } = origin;
  const { field, reason, message, index } = fault;
  const attributes = origin.attributes?.(dataset, index);
  const letter = { dataset, receiver, receivedAt, reason, message, field };
  const original = origin.original?.(dataset, index) ?? Buffer.from(jsonOf(row));
  return [
    {
      ...letter,
      original,
      ...(contentType === undefined ? {} : { contentType }),
      ...(attributes === undefined ? {} : { attributes }),
    },
  ];
}

const jsonOf = (row: object) =>
  JSON.stringify(row, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );

type Place = (dataset: DatasetName, index: number) => number;

function moved(origin: Origin, place: Place): Origin {
  const { original, attributes } = origin;
  return {
    ...origin,
    ...(original === undefined
      ? {}
      : { original: (dataset, index) => original(dataset, place(dataset, index)) }),
    ...(attributes === undefined
      ? {}
      : { attributes: (dataset, index) => attributes(dataset, place(dataset, index)) }),
  };
}

const NOTHING: DatasetOutcome = { stored: 0, duplicate: 0, conflict: 0, refused: [] };

function merged(
  outcome: WriteOutcome,
  {
    refused,
    place,
  }: { readonly refused: ReadonlyMap<DatasetName, RefusedRow[]>; readonly place: Place },
): WriteOutcome {
  const all: { [N in DatasetName]?: DatasetOutcome } = { ...outcome };
  for (const [dataset, others] of refused) {
    const one = outcome[dataset] ?? NOTHING;
    if (one === NOTHING && others.length === 0) continue;
    const stored = one.refused.map((row) => ({ ...row, index: place(dataset, row.index) }));
    const list = [...stored, ...others].sort((a, b) => a.index - b.index);
    all[dataset] = { ...one, refused: list };
  }
  return all;
}
