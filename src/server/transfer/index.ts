export { EXPORT_FORMATS, type ExportFormat, exportText } from './export.ts';
export { type ImportOptions, importDevices } from './import.ts';
