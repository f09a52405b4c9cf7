import { delay, messageOf, RadarError } from '../../core/index.ts';
import { classifyFault } from '../../database/index.ts';
import type { Logger, Metrics } from '../../observe/index.ts';
import type { WriteBatch, WriteOutcome } from './batch.ts';
import { isDataFault, isHopeless } from './fault.ts';
import { type StoreMode, type StoreTarget, storeBatch } from './store.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface AttemptOptions extends StoreTarget {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborted when waiting for the database is to end. */
  readonly giveUp: AbortSignal;
  /** Told why the batch is not stored yet; undefined when that is over. */
  report(fault: string | undefined): void;
}

/**
 * Tries until the batch is stored. Undefined when `giveUp` came first. Throws when it fails for a
 * reason that would come again each time, which rows alone cannot be; then nothing is stored.
 */
export async function storePersistently(
  options: AttemptOptions,
  batch: WriteBatch,
): Promise<WriteOutcome | undefined> {
  const { clock, metrics, log, giveUp, report } = options;
  let mode: StoreMode = 'whole';
  let pauseMs = FIRST_PAUSE_MS;
  while (!giveUp.aborted) {
    const started = clock.elapsedMs();
    try {
      const outcome = await storeBatch(options, batch, mode);
      metrics.batchSeconds.observe((clock.elapsedMs() - started) / 1_000);
      report(undefined);
      if (pauseMs !== FIRST_PAUSE_MS) log.info({}, 'the batch that had failed is stored');
      return outcome;
    } catch (fault) {
      const kind = classifyFault(fault);
      metrics.retries.inc({ reason: kind });
      if (kind === 'permanent' && isDataFault(fault) && mode === 'whole') {
        mode = 'halves';
        continue;
      }
      if (kind === 'permanent' && isHopeless(fault)) throw hopelessFault(fault);
      report(messageOf(fault));
      if (pauseMs === FIRST_PAUSE_MS) {
        log.warn({ fault: messageOf(fault), kind }, 'a batch is not stored yet and is tried again');
      }
      await delay(pauseMs * (0.5 + Math.random()), giveUp);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
  return undefined;
}

const hopelessFault = (cause: unknown) =>
  new RadarError(
    'INTERNAL',
    `A batch cannot be stored, and nothing of it was: ${messageOf(cause)}.`,
    {
      hint: 'Trying again will not help; report it with the log.',
      cause,
    },
  );
