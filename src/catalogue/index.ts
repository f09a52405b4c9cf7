export {
  CATALOGUE,
  DATASETS,
  type DatasetName,
  isDatasetName,
  type NewRowOf,
  type RowOf,
} from './catalogue.ts';
export type { Column, ColumnType, Integer64, ValueOf } from './column.ts';
export type { Dataset, Index, TimeSlicing } from './dataset.ts';
export type { DeviceObservation } from './observation.ts';
export { keyColumns, timeOf, writableColumns } from './shape.ts';
