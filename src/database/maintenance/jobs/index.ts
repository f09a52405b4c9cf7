import type { Job } from '../job.ts';
import { createChunks } from './create-chunks.ts';
import { dropChunks } from './drop-chunks.ts';
import { pruneTables } from './prune-tables.ts';
import { refreshRollupsJob } from './refresh-rollups.ts';

/** What every database needs, in the order in which a new leader does it. */
export const MAINTENANCE_JOBS: readonly Job[] = [
  createChunks,
  refreshRollupsJob,
  dropChunks,
  pruneTables,
];
