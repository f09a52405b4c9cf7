export type { Column } from './column.ts';
export { type Filter, filtersOf } from './filter.ts';
export { Grid } from './grid.tsx';
export { LocalTable } from './local-table.tsx';
export { RowRecord } from './record.tsx';
export { SearchField } from './search-field.tsx';
export { compareCells, type Sort } from './sort.ts';
export { useTableState } from './table-state.ts';
export { Toolbar } from './toolbar.tsx';
