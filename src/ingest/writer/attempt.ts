import { delay, messageOf, RadarError } from '../../core/index.ts';
import { classifyFault, type FaultClass, sql } from '../../database/index.ts';
import type { Logger, Metrics } from '../../observe/index.ts';
import type { WriteOutcome } from './batch.ts';
import { isDataFault, isHopeless } from './fault.ts';
import type { Group } from './group.ts';
import {
  type Ending,
  type Manner,
  type Progress,
  type StoreTarget,
  storeGroup,
} from './store/index.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface AttemptOptions extends StoreTarget {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborted when waiting for the database is to end. */
  readonly giveUp: AbortSignal;
  /** Runs `work` when one of the writer's connections is free. */
  onConnection<T>(work: () => Promise<T>): Promise<T>;
  /** Told why the group is not stored yet; undefined when that is over. */
  report(trouble: Trouble | undefined): void;
}

/** Why a group is not stored yet. */
export interface Trouble {
  readonly kind: FaultClass;
  readonly message: string;
}

/**
 * `stored`: with what became of each batch. `split`: the group is more than the server takes in one
 * transaction, and holds several batches. `given-up`: it was told to stop before.
 */
export type AttemptResult =
  | { readonly kind: 'stored'; readonly ending: Ending }
  | { readonly kind: 'split' }
  | { readonly kind: 'given-up' };

/** What one failed attempt means for the next. */
interface Course {
  manner: Manner;
  pauseMs: number;
  /** The transaction whose commit was not answered. */
  unsettled: Ending | undefined;
}

/**
 * Tries until the group is stored. Throws when it fails for a reason that would come again each
 * time, which rows alone cannot be; then nothing is stored.
 */
export async function storePersistently(
  options: AttemptOptions,
  group: Group,
): Promise<AttemptResult> {
  const { log, metrics, giveUp, report } = options;
  const course: Course = {
    manner: { halves: false, merging: false, unlimited: false },
    pauseMs: FIRST_PAUSE_MS,
    unsettled: undefined,
  };
  while (!giveUp.aborted) {
    const watch = watchProgress(options);
    try {
      const ending = await options.onConnection(() => storeOnce(options, group, { course, watch }));
      report(undefined);
      if (course.pauseMs !== FIRST_PAUSE_MS) log.info({}, 'the batch that had failed is stored');
      return { kind: 'stored', ending };
    } catch (fault) {
      course.unsettled = unsettledOf(course, watch.ending());
      const kind = classifyFault(fault);
      metrics.retries.inc({ reason: kind });
      const next = judge(options, { fault, kind, group, course, watch });
      if (next === 'split') return { kind: 'split' };
      if (next === 'again') continue;
      report({ kind, message: messageOf(fault) });
      if (course.pauseMs === FIRST_PAUSE_MS) {
        log.warn({ fault: messageOf(fault), kind }, 'a batch is not stored yet and is tried again');
      }
      await delay(course.pauseMs * (0.5 + Math.random()), giveUp);
      course.pauseMs = Math.min(course.pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
  return { kind: 'given-up' };
}

interface Failed {
  readonly fault: unknown;
  readonly kind: FaultClass;
  readonly group: Group;
  readonly course: Course;
  readonly watch: Watch;
}

/** The one table of what a fault means: changes the course, and says whether to pause before. */
function judge(
  { modes }: AttemptOptions,
  { fault, kind, group, course, watch }: Failed,
): 'again' | 'pause' | 'split' {
  const { manner, unsettled } = course;
  // Its rows may be there: the next attempt settles that by their keys.
  if (unsettled !== undefined) course.manner = { ...manner, merging: true };
  switch (kind) {
    case 'duplicate': {
      const name = watch.at();
      if (name !== undefined && !modes.isStaging(name) && !manner.halves && !manner.merging) {
        modes.note(name, true);
        return 'again';
      }
      break;
    }
    case 'limit':
      if (group.batches.length > 1) return 'split';
      if (manner.unlimited) return 'pause';
      course.manner = { ...course.manner, unlimited: true };
      return 'again';
    case 'permanent':
      break;
    default:
      return 'pause';
  }
  if (isDataFault(fault) && !manner.halves) {
    course.manner = { ...course.manner, halves: true };
    return 'again';
  }
  if (isHopeless(fault)) throw hopelessFault(fault);
  return 'pause';
}

interface Watch extends Progress {
  /** The dataset whose rows were being stored. */
  at(): Parameters<AttemptOptions['modes']['isStaging']>[0] | undefined;
  /** Set when the commit had begun. */
  ending(): Ending | undefined;
  /** When it had begun, in the time of the clock. */
  commitMs(): number;
}

function watchProgress({ clock }: AttemptOptions): Watch {
  let at: ReturnType<Watch['at']>;
  let ending: Ending | undefined;
  let commitMs = 0;
  return {
    storing: ({ name }) => {
      at = name;
    },
    committing: (end) => {
      at = undefined;
      ending = end;
      commitMs = clock.elapsedMs();
    },
    at: () => at,
    ending: () => ending,
    commitMs: () => commitMs,
  };
}

async function storeOnce(
  options: AttemptOptions,
  group: Group,
  { course, watch }: { readonly course: Course; readonly watch: Watch },
): Promise<Ending> {
  const { clock, metrics } = options;
  const started = clock.elapsedMs();
  const { manner, unsettled } = course;
  const ending = await storeGroup(options, group, { manner, progress: watch });
  const ended = clock.elapsedMs();
  metrics.batchSeconds.observe((ended - started) / 1_000);
  metrics.commitSeconds.observe((ended - watch.commitMs()) / 1_000);
  if (unsettled === undefined || !changedNothing(ending.outcomes)) return ending;
  return (await wasCommitted(options, unsettled)) ? unsettled : ending;
}

/** Of two commits without an answer the one that stored something, if one did. */
function unsettledOf({ unsettled }: Course, latest: Ending | undefined): Ending | undefined {
  if (latest === undefined) return unsettled;
  return unsettled !== undefined && changedNothing(latest.outcomes) ? unsettled : latest;
}

const changedNothing = (outcomes: readonly WriteOutcome[]) =>
  outcomes.every((outcome) => Object.values(outcome).every(({ stored }) => stored === 0));

/** Asks the server how a transaction ended whose commit was not answered. */
async function wasCommitted({ database }: AttemptOptions, { xid }: Ending): Promise<boolean> {
  try {
    const [row] = await database.query<{ status: string | null }>(
      'ingest.settle',
      sql`select pg_xact_status(${xid}::xid8) as status`,
    );
    return row?.status === 'committed';
  } catch {
    return false; // another server, which does not know it
  }
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
