import type { Clock } from '../../../src/core/index.ts';
import type { WriteBatch, WriteOutcome, Writer } from '../../../src/ingest/index.ts';
import { createMetrics, type Metrics, silentLogger } from '../../../src/observe/index.ts';
import {
  type OtlpReceiver,
  type OtlpReceiverOptions,
  startOtlpReceiver,
} from '../../../src/server/index.ts';
import { manualClock } from '../../support/clock.ts';

/** The present of these tests. */
export const NOW = '2026-03-10T12:00:00.000Z';

export interface ReceiverUnderTest {
  readonly receiver: OtlpReceiver;
  readonly metrics: Metrics;
  /** Every batch that was handed over. */
  readonly batches: readonly WriteBatch[];
  stop(): Promise<void>;
}

export interface UnderTestOptions extends Partial<OtlpReceiverOptions> {
  readonly clock?: Clock;
  /** What becomes of a batch; all its rows are stored unless told. */
  readonly write?: Writer['write'];
}

/** A receiver on free ports, whose writer only notes what it gets. */
export async function startReceiver(options: UnderTestOptions = {}): Promise<ReceiverUnderTest> {
  const batches: WriteBatch[] = [];
  const metrics = createMetrics('test');
  const { write = async (batch) => allStored(batch), ...more } = options;
  const receiver = await startOtlpReceiver({
    clock: manualClock(NOW),
    log: silentLogger,
    metrics,
    host: '127.0.0.1',
    grpcPort: 0,
    httpPort: 0,
    maxBytes: 1_048_576,
    writer: {
      write: (batch) => {
        batches.push(batch);
        return write(batch);
      },
    },
    ...more,
  });
  return { receiver, metrics, batches, stop: () => receiver.stop() };
}

export function allStored({ rows }: WriteBatch): WriteOutcome {
  return Object.fromEntries(
    Object.entries(rows).map(([dataset, list]) => [
      dataset,
      { stored: list.length, duplicate: 0, conflict: 0, refused: [] },
    ]),
  );
}

/** How often each outcome was counted: `http accepted`. */
export async function counted(metrics: Metrics): Promise<{ [outcome: string]: number }> {
  const { values } = await metrics.otlpRequests.get();
  return Object.fromEntries(
    values.map(({ labels, value }) => [`${labels.transport} ${labels.outcome}`, value]),
  );
}
