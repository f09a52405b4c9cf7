import {
  agingOf,
  DATASETS,
  type Dataset,
  followedBy,
  type Pruning,
  type TimeSlicing,
  timeOf,
} from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { chunkHoursFor } from './width.ts';

/** A retention that somebody chose. */
export interface ChosenRetention {
  /** The dataset for which it was chosen: the dataset itself, or the one that it follows. */
  readonly dataset: string;
  readonly days: number;
  readonly actor: string;
  readonly changedAt: Instant;
}

/** How long rows of each dataset stay, and with that how wide its chunks are. The one source of it. */
export interface Retentions {
  /** Of a hypertable: in the terms of the catalogue, with what was chosen in place of what is declared. */
  slicing(dataset: Dataset): TimeSlicing | undefined;
  /** Of any dataset whose rows age. */
  aging(dataset: Dataset): Pruning | undefined;
  /** Who chose it; undefined while it is as the catalogue declares. */
  chosen(dataset: Dataset): ChosenRetention | undefined;
}

/** Puts what was chosen, by dataset, over what the catalogue declares. */
export function retentionsOf(chosen: ReadonlyMap<string, ChosenRetention>): Retentions {
  const find = (dataset: Dataset) =>
    chosen.get(dataset.name) ?? chosen.get(followedBy(dataset) ?? '');
  const daysOf = (dataset: Dataset, declared: number) => find(dataset)?.days ?? declared;
  return {
    slicing(dataset) {
      const time = timeOf(dataset);
      if (time === undefined) return undefined;
      const retentionDays = daysOf(dataset, time.retentionDays);
      const chunkHours = chunkHoursFor(retentionDays * 24, time.chunkHours);
      return { column: time.column, chunkHours, retentionDays };
    },
    aging(dataset) {
      const declared = agingOf(dataset);
      if (declared === undefined) return undefined;
      const { column, retentionDays } = declared;
      return { column, retentionDays: daysOf(dataset, retentionDays) };
    },
    chosen: find,
  };
}

/** What the catalogue declares, where nobody chose anything. */
export const DECLARED: Retentions = retentionsOf(new Map());

/** The datasets that take over the retention of another one, by the name of that. */
export function followersOf(name: string): readonly Dataset[] {
  return DATASETS.filter((dataset) => followedBy(dataset) === name);
}
