import { createChunksAhead } from '../../chunks/index.ts';
import type { Job } from '../job.ts';

export const createChunks: Job = {
  name: 'create_chunks',
  meaning: 'makes chunks for the hours to come; TimescaleDB makes its own',
  async run({ database, clock, guard }) {
    const created = await createChunksAhead(database, clock.now(), guard);
    return { rows: created, detail: { created }, complete: true };
  },
};
