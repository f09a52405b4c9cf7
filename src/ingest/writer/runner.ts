import { failpoint, RadarError, toRadarError } from '../../core/index.ts';
import { type AttemptOptions, storePersistently, type Trouble } from './attempt.ts';
import { countBatch, countOutcome } from './count.ts';
import { checkGroup } from './group.ts';
import type { LetterBox } from './letter-box.ts';
import type { Entry } from './queue.ts';
import type { Ending } from './store/index.ts';

export interface RunnerOptions extends Omit<AttemptOptions, 'report'> {
  readonly letterBox: LetterBox;
  /** An entry has its answer. */
  done(entry: Entry): void;
  /** A transaction has to wait for better times, or need not any more. */
  changed(): void;
}

/** Runs transactions, and gives each batch its answer. */
export interface Runner {
  /** Stores batches in one transaction, or in several where the server takes no more at once. */
  run(entries: readonly Entry[]): Promise<void>;
  /** The transactions that are under way, each with its batches. */
  readonly running: ReadonlySet<readonly Entry[]>;
  /** Why something is not stored yet. */
  trouble(): Trouble | undefined;
  /** How many of the transactions have to wait for better times. */
  troubled(): number;
  /** Rejects what is under way, and `queued`, which was never begun. */
  abandon(queued: readonly Entry[]): void;
}

export function createRunner(options: RunnerOptions): Runner {
  const { metrics, letterBox } = options;
  const running = new Set<readonly Entry[]>();
  const onConnection = new Set<readonly Entry[]>();
  const troubles = new Map<readonly Entry[], Trouble>();
  const answered = new WeakSet<Entry>();
  const answer = (entry: Entry, give: () => void) => {
    if (answered.has(entry)) return;
    answered.add(entry);
    options.done(entry);
    give();
  };
  const abandon = (entry: Entry, fault: RadarError) =>
    answer(entry, () => {
      countBatch(metrics, entry.batch, 'abandoned');
      entry.reject(fault);
    });
  const succeed = (entries: readonly Entry[], { outcomes, letters, letterBytes }: Ending) => {
    letterBox.kept(letters, letterBytes);
    metrics.batchRows.observe(entries.reduce((sum, { size }) => sum + size.rows, 0));
    for (const [place, entry] of entries.entries()) {
      const outcome = outcomes[place] ?? {};
      answer(entry, () => {
        countOutcome(options, entry.batch, outcome);
        entry.resolve(outcome);
      });
    }
  };
  const store = async (entries: readonly Entry[]): Promise<void> => {
    const attempt = {
      ...options,
      onConnection: <T>(work: () => Promise<T>) =>
        options.onConnection(async () => {
          onConnection.add(entries);
          try {
            return await work();
          } finally {
            onConnection.delete(entries);
          }
        }),
      report(trouble: Trouble | undefined) {
        if (trouble === undefined) troubles.delete(entries);
        else troubles.set(entries, trouble);
        options.changed();
      },
    };
    const group = await checkGroup(entries.map(({ batch }) => batch));
    failpoint('batch');
    const result = await storePersistently(attempt, group);
    if (result.kind === 'stored') return succeed(entries, result.ending);
    if (result.kind === 'given-up') throw stoppingFault();
    const middle = Math.ceil(entries.length / 2);
    await tryStore(entries.slice(0, middle));
    await tryStore(entries.slice(middle));
  };
  const tryStore = async (entries: readonly Entry[]) => {
    running.add(entries);
    try {
      await store(entries);
    } catch (thrown) {
      for (const entry of entries) abandon(entry, toRadarError(thrown));
    } finally {
      troubles.delete(entries);
      running.delete(entries);
    }
  };
  return {
    running,
    run: tryStore,
    trouble: () => troubles.values().next().value,
    troubled: () => troubles.size,
    abandon(queued) {
      for (const entries of running) {
        const fault = onConnection.has(entries) ? unansweredFault() : stoppingFault();
        for (const entry of entries) abandon(entry, fault);
      }
      for (const entry of queued) abandon(entry, stoppingFault());
    },
  };
}

/** The answer for rows that come or wait when the writer stops. */
export const stoppingFault = () =>
  new RadarError('STOPPING', 'The writer is stopping, and these rows were not stored.', {
    hint: 'Send them again.',
  });

const unansweredFault = () =>
  new RadarError(
    'STOPPING',
    'The writer stopped before the database answered; these rows may or may not be stored.',
    { hint: 'Send them again: rows that are there already stay as they are.' },
  );
