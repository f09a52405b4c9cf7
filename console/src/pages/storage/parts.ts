import type { RoomPart } from '../../controls/index.ts';

export const DATASETS_PART: RoomPart = { path: '/storage', title: 'Datasets' };
export const MAINTENANCE_PART: RoomPart = { path: '/storage/maintenance', title: 'Maintenance' };
export const ENGINE_PART: RoomPart = { path: '/storage/engine', title: 'Engine' };
export const MAPPING_PART: RoomPart = { path: '/storage/mapping', title: 'Mapping' };

export const STORAGE_PARTS: readonly RoomPart[] = [
  DATASETS_PART,
  MAINTENANCE_PART,
  ENGINE_PART,
  MAPPING_PART,
];
