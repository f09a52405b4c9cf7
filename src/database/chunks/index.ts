export { createChunksAhead, dropExpiredChunks, ensureChunks } from './chunks.ts';
export { chunkMicros, retentionMicros, writableWindow } from './grid.ts';
export { extensionSchema } from './hypertables.ts';
export { listPartitions } from './partitions.ts';
