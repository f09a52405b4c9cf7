import { DATASETS, type Dataset, retentionRefusal } from '../../catalogue/index.ts';
import { RadarError } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';
import { type ChosenRetention, type Retentions, retentionsOf } from './retentions.ts';
import { lockRetentions, readChosen, storeChoice } from './stored.ts';

/** Days by dataset that settings ask for; null: as the catalogue declares. */
export type WantedRetention = ReadonlyMap<string, number | null>;

/** A retention that is to become another. */
export interface RetentionStep {
  readonly dataset: Dataset;
  /** What is to be stored; null: as the catalogue declares. */
  readonly days: number | null;
  readonly fromDays: number;
  readonly toDays: number;
}

export const isShorter = (step: RetentionStep) => step.toDays < step.fromDays;

/** The steps from what was chosen to what is wanted, in the order of the catalogue. */
export function retentionSteps(
  chosen: ReadonlyMap<string, ChosenRetention>,
  wanted: WantedRetention,
): RetentionStep[] {
  checkNames(wanted);
  const now = retentionsOf(chosen);
  const then = withWanted(chosen, wanted);
  return DATASETS.flatMap((dataset) => {
    const days = wanted.get(dataset.name);
    if (days === undefined) return [];
    const fromDays = now.aging(dataset)?.retentionDays ?? 0;
    const toDays = then.aging(dataset)?.retentionDays ?? 0;
    return fromDays === toDays ? [] : [{ dataset, days, fromDays, toDays }];
  });
}

/** The retentions as they will be; `mayShorten` false: without the steps that shorten. */
export function retentionsAfter(
  chosen: ReadonlyMap<string, ChosenRetention>,
  wanted: WantedRetention,
  mayShorten: boolean,
): Retentions {
  const taken = retentionSteps(chosen, wanted).filter((step) => mayShorten || !isShorter(step));
  return withWanted(chosen, new Map(taken.map((step) => [step.dataset.name, step.days])));
}

function withWanted(
  chosen: ReadonlyMap<string, ChosenRetention>,
  wanted: WantedRetention,
): Retentions {
  const then = new Map(chosen);
  for (const [dataset, days] of wanted) {
    if (days === null) then.delete(dataset);
    else then.set(dataset, { dataset, days, actor: '', changedAt: 0 });
  }
  return retentionsOf(then);
}

/**
 * Stores what is wanted. Steps that shorten are held back unless they may be taken. Several
 * processes may do this at once: each sees what the one before it stored.
 */
export async function chooseRetention(
  database: Database,
  options: {
    readonly wanted: WantedRetention;
    readonly actor: string;
    readonly mayShorten: boolean;
  },
): Promise<{ readonly taken: readonly RetentionStep[]; readonly held: readonly RetentionStep[] }> {
  const { wanted, actor, mayShorten } = options;
  const open = retentionSteps(await readChosen(database), wanted);
  if (open.length === 0) return { taken: [], held: [] };
  return database.transaction('retention.choose', async (session) => {
    await lockRetentions(database, session);
    const steps = retentionSteps(await readChosen(database, session), wanted);
    const taken = steps.filter((step) => mayShorten || !isShorter(step));
    for (const { dataset, days } of taken) {
      await storeChoice(database, session, { dataset: dataset.name, days, actor });
    }
    return { taken, held: steps.filter((step) => !taken.includes(step)) };
  });
}

function checkNames(wanted: WantedRetention): void {
  for (const name of wanted.keys()) {
    const refusal = retentionRefusal(name);
    if (refusal !== undefined) {
      throw new RadarError(
        'CONFIG_INVALID',
        `Setting retention.${name} cannot be used. ${refusal}`,
        { hint: 'See /api/storage for the datasets and how long each is kept.' },
      );
    }
  }
}
