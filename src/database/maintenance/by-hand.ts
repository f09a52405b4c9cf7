import { guardOf, readEpoch, takeEpoch } from './epoch.ts';
import type { LeaderOptions } from './leader.ts';
import { tryLead } from './lock.ts';
import { type RunReport, runJob } from './run.ts';

/** What came of jobs that a person ran. */
export interface HandRun {
  /** Who leads maintenance meanwhile; null: this process did. */
  readonly leader: string | null;
  readonly runs: readonly RunReport[];
}

/**
 * Runs jobs now, each until it has nothing more to do. While nobody leads, this process does; else it
 * works within the epoch of the leader, and stops when that ends.
 */
export async function runByHand(
  options: LeaderOptions,
  names: readonly string[],
): Promise<HandRun> {
  const { database, holder } = options;
  return database.session('maintenance.by_hand', async (session, stop) => {
    const leads = await tryLead(database, session);
    const number = leads
      ? await takeEpoch(database, session, holder)
      : (await readEpoch(database)).number;
    const epoch = { number, guard: guardOf(database, number) };
    const runs: RunReport[] = [];
    for (const name of names) {
      let report: RunReport;
      do report = await runJob({ ...options, epoch, stop }, name);
      while (report.state === 'more' && !stop.aborted);
      runs.push(report);
    }
    const leader = leads ? null : ((await readEpoch(database)).holder ?? 'another process');
    return { leader, runs };
  });
}
