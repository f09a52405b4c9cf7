/** A part of the storage room, with an address of its own. */
export interface StoragePart {
  readonly path: string;
  readonly title: string;
}

export const DATASETS_PART: StoragePart = { path: '/storage', title: 'Datasets' };
export const MAINTENANCE_PART: StoragePart = { path: '/storage/maintenance', title: 'Maintenance' };
export const ENGINE_PART: StoragePart = { path: '/storage/engine', title: 'Engine' };
export const MAPPING_PART: StoragePart = { path: '/storage/mapping', title: 'Mapping' };

export const STORAGE_PARTS: readonly StoragePart[] = [
  DATASETS_PART,
  MAINTENANCE_PART,
  ENGINE_PART,
  MAPPING_PART,
];
