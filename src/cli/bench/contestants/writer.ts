import { RadarError } from '../../../core/index.ts';
import type { LoadDataset, RowsByDataset, Writer } from '../../../ingest/index.ts';
import type { Contestant } from '../contest.ts';

/** The writer of the store, in this process. */
export function writerContestant(writer: Pick<Writer, 'write'>): Contestant {
  return {
    name: 'writer',
    async prepare(dataset, batches) {
      return { send: (index) => send(writer, dataset, batches[index] ?? []) };
    },
  };
}

async function send(
  writer: Pick<Writer, 'write'>,
  dataset: LoadDataset,
  rows: readonly object[],
): Promise<number | 'full'> {
  try {
    const outcome = await writer.write({ rows: { [dataset]: rows } as RowsByDataset });
    const told = outcome[dataset];
    const first = told?.refused[0];
    if (first !== undefined) throw new Error(`a row of ${dataset} was refused: ${first.message}`);
    return told?.stored ?? 0;
  } catch (fault) {
    if (fault instanceof RadarError && fault.code === 'QUEUE_FULL') return 'full';
    throw fault;
  }
}
