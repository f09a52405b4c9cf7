import { formatInstant } from '../../core/index.ts';
import { chunkAt, type Database, listChunks } from '../../database/index.ts';
import type { Part } from './group.ts';
import { divide, instantReader, type Moment } from './window.ts';

/**
 * Refuses the rows of the past for which there is no chunk, where this process may not make any.
 * Those of now and later stay: whoever maintains the database makes their chunk.
 */
export async function refuseChunkless(
  database: Database,
  parts: readonly Part[],
  moment: Moment,
): Promise<Part[]> {
  const result: Part[] = [];
  for (const part of parts) {
    const { dataset } = part.shape;
    const time = moment.retentions.slicing(dataset);
    if (time === undefined) {
      result.push(part);
      continue;
    }
    const chunks = await listChunks(database, dataset);
    const { from } = chunkAt(time, moment.now);
    const instantOf = instantReader(part.shape);
    const without = divide(part, (candidate) => {
      const instant = instantOf(candidate);
      if (instant >= from || chunks.some((one) => one.from <= instant && instant < one.to)) {
        return undefined;
      }
      const message = `there is no chunk for ${formatInstant(instant)}, and the role of this process may make none`;
      return { field: time.column, reason: 'no_chunk', message };
    });
    result.push(without);
  }
  return result;
}
