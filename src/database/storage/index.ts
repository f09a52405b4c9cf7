export { type DatasetStorage, readStorage, type Storage } from './report.ts';
