import type { DatasetName, NewRow } from '../../catalogue/index.ts';
import { type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type MadeUpDevice, makeDevice } from './fleet.ts';
import { flowRows } from './flows.ts';
import { logRows } from './logs.ts';
import type { Moment } from './moment.ts';
import { createRandom } from './random.ts';
import { seriesRows } from './series.ts';
import { cpuRows, diskRows, memoryRows, processRows } from './sysmon.ts';
import { spanRows } from './traces.ts';

/** Rows that one device has at one moment, and how far moments are apart. */
interface Source<N extends DatasetName> {
  readonly stepSeconds: number;
  readonly rowsAt: (moment: Moment) => NewRow<N>[];
}

const SOURCES = {
  cpu_metrics: { stepSeconds: 10, rowsAt: cpuRows },
  memory_metrics: { stepSeconds: 10, rowsAt: memoryRows },
  disk_metrics: { stepSeconds: 30, rowsAt: diskRows },
  process_metrics: { stepSeconds: 30, rowsAt: processRows },
  timeseries_metrics: { stepSeconds: 30, rowsAt: seriesRows },
  netflow_metrics: { stepSeconds: 5, rowsAt: flowRows },
  logs: { stepSeconds: 5, rowsAt: logRows },
  otel_traces: { stepSeconds: 5, rowsAt: spanRows },
} as const satisfies { readonly [N in DatasetName]?: Source<N> };

/** The datasets of which a load has rows. */
export type LoadDataset = keyof typeof SOURCES;

export const LOAD_DATASETS = Object.keys(SOURCES) as readonly LoadDataset[];

export interface LoadOptions {
  /** Equal options give equal rows, on every machine. */
  readonly seed: number;
  readonly devices: number;
  /** The first moment. */
  readonly from: Instant;
}

/**
 * The rows of a made-up fleet without end, in the order in which they would arrive: moment by moment,
 * device by device. Values follow the hours of a day, counters only grow, and no two rows have the
 * same key.
 */
export function* loadRows<N extends LoadDataset>(
  dataset: N,
  { seed, devices, from }: LoadOptions,
): Generator<NewRow<N>, never> {
  const { stepSeconds, rowsAt } = SOURCES[dataset] as unknown as Source<N>;
  const fleet: MadeUpDevice[] = Array.from({ length: devices }, (_, i) => makeDevice(seed, i));
  for (let at = from; ; at += stepSeconds * MICROS_PER_SECOND) {
    for (const device of fleet) {
      const random = createRandom(seed, dataset, device.index, at);
      yield* rowsAt({ device, at, random, stepSeconds });
    }
  }
}
