export { committed } from './committed.ts';
export { readWhole } from './encoding.ts';
export { mediaTypeOf, readEncoding } from './media.ts';
export { ingestRoutes } from './routes.ts';
export { storeBatch, submitBatch } from './store.ts';
