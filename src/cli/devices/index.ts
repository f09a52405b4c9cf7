export { devicesChanges } from './changes.ts';
export { devicesDelete } from './delete.ts';
export { devicesExplain } from './explain.ts';
export { devicesExport } from './export.ts';
export { devicesImport } from './import.ts';
export { devicesList, devicesSearch } from './list.ts';
export { devicesRejoin, devicesSeparate } from './separate.ts';
export { devicesShow } from './show.ts';
export { devicesTag } from './tag.ts';
