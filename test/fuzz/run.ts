import { createRandom } from '../../src/ingest/load/random.ts';
import type { Ledger } from './ledger.ts';
import type { FuzzedReceiver, Told } from './receiver.ts';

/** What became of all inputs of a run. Every record is in one count. */
export interface Totals {
  inputs: number;
  records: number;
  stored: number;
  duplicate: number;
  conflict: number;
  refused: number;
  /** Records that became dead letters without ever being rows. */
  letters: number;
  /** Records within the dead letter of another one. */
  letterless: number;
  /** Rows beyond one of each record, as of histograms. */
  moreRows: number;
  /** Inputs without a record, such as an empty list; each counts as one. */
  empty: number;
  /** Inputs that were refused as a whole, by code. */
  readonly whole: Map<string, number>;
  /** Records that become no row by the rules of their receiver, by reason. */
  readonly left: Map<string, number>;
}

export interface RunOptions {
  readonly receiver: FuzzedReceiver;
  readonly ledger: Ledger;
  readonly seed: number;
  /** Ends with so many records, or when its time is over. */
  readonly records: number;
  readonly budgetMs: number;
  /** The number of the first input, to look at one that failed without those before it. */
  readonly first?: number;
  /** Is told now and then how far a long run has come. */
  readonly progress?: ((totals: Totals) => void) | undefined;
}

/** One input in so many is the one before once more. */
const AGAIN = 20;

/** So often a run tells how far it has come. */
const PROGRESS_MS = 60_000;

/** Longer than this no input takes, even on a busy machine. */
const HANGS_MS = 60_000;

const add = (counts: Map<string, number>, name: string, count: number) =>
  counts.set(name, (counts.get(name) ?? 0) + count);

/** Sends made-up inputs one by one, and holds each against the books. Throws where they do not agree. */
export async function runFuzz(options: RunOptions): Promise<Totals> {
  const { receiver, ledger, seed, records, budgetMs, progress, first = 0 } = options;
  const totals: Totals = {
    ...{ inputs: 0, records: 0, stored: 0, duplicate: 0, conflict: 0, refused: 0 },
    ...{ letters: 0, letterless: 0, moreRows: 0, empty: 0, whole: new Map(), left: new Map() },
  };
  const end = performance.now() + budgetMs;
  let toldAt = performance.now();
  while (totals.records < records && performance.now() < end) {
    const at = first + totals.inputs;
    try {
      // Each input depends on its number alone, and some come twice in a row.
      const number = at % AGAIN === AGAIN - 1 ? at - 1 : at;
      const told = await withinTime(receiver.send(createRandom('fuzz', seed, number)));
      check(told, ledger, totals);
    } catch (fault) {
      const where = `seed ${seed}, input ${at} (RADARSTORE_TEST_SEED, RADARSTORE_FUZZ_FIRST)`;
      throw new Error(`${where}: ${String(fault)}\n${receiver.last()}`, { cause: fault });
    }
    totals.inputs += 1;
    if (performance.now() - toldAt < PROGRESS_MS) continue;
    toldAt = performance.now();
    progress?.(totals);
  }
  return totals;
}

/** The law: what came in is stored, there already, gave way, refused with a reason, or a dead letter. */
function check(told: Told, ledger: Ledger, totals: Totals): void {
  const passed = ledger.take();
  const { made, whole, left = new Map<string, number>(), letterless = 0, moreRows = 0 } = told;
  if (whole !== undefined) {
    if (passed.rows > 0 || passed.brought > 1) {
      throw new Error(`refused as a whole (${whole}), and ${passed.rows} rows went through`);
    }
    // An input without a record is refused as a whole with nothing to keep.
    if (made !== undefined && made > 0 && passed.brought === 0) {
      throw new Error(`${made} good records were refused as a whole (${whole}) and not kept`);
    }
    add(totals.whole, whole, 1);
    totals.records += 1;
    return;
  }
  let leftCount = 0;
  for (const [reason, count] of left) {
    add(totals.left, reason, count);
    leftCount += count;
  }
  const known = passed.rows - moreRows + passed.brought + letterless;
  if (known !== told.records) {
    throw new Error(
      `told of ${told.records} records, and ${known} are known: ${JSON.stringify(passed)}`,
    );
  }
  if (made !== undefined && made !== known + leftCount) {
    throw new Error(
      `made of ${made} records, and ${known + leftCount} are known: ${JSON.stringify(passed)}`,
    );
  }
  if (passed.refusedLetters > passed.refused) throw new Error('more letters than refused rows');
  if (known + leftCount === 0) totals.empty += 1;
  totals.records += Math.max(1, known + leftCount);
  totals.moreRows += moreRows;
  totals.stored += passed.stored;
  totals.duplicate += passed.duplicate;
  totals.conflict += passed.conflict;
  totals.refused += passed.refused;
  totals.letters += passed.brought;
  totals.letterless += letterless;
}

/** An input that takes for ever is a fault like any other. */
async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it hangs')), HANGS_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
