export {
  createChunksAhead,
  dropExpiredChunks,
  ensureChunks,
  listChunks,
} from './chunks.ts';
export { chunkMicros, retentionMicros, type Slice, sliceAt, writableWindow } from './grid.ts';
export { extensionSchema } from './hypertables.ts';
export { listPartitions, type Partition } from './partition.ts';
