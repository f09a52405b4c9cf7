import { CATALOGUE, ROLLUPS, rollupDataset } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import {
  type Database,
  type RollupState,
  readRetentions,
  rollupState,
} from '../../database/index.ts';
import { distributed, rollupColumns } from './columns.ts';
import { SUMMARY_COLUMNS, SUMMARY_GROUPS, SUMMARY_MICROS } from './summary.ts';

/** A rollup that can be read, what it has, and how far it is. */
export interface ListedRollup {
  readonly name: string;
  readonly title: string;
  readonly sources: readonly string[];
  readonly bucketSeconds: number;
  /** Null: as long as the rows of its parts. */
  readonly retentionSeconds: number | null;
  readonly groups: readonly {
    readonly name: string;
    readonly type: string;
    /** Whether some series have no value here. */
    readonly optional: boolean;
    readonly meaning: string;
  }[];
  readonly columns: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly unit?: string;
  }[];
  /** Measures of which percentiles can be had. */
  readonly percentiles: readonly string[];
  readonly completeTo: Instant | null;
  readonly pendingBuckets: number;
  readonly lastRefreshedAt: Instant | null;
  readonly oldestBucket: Instant | null;
}

/** Every rollup, and the summary that is put together from the last three. */
export async function listRollups(database: Database, now: Instant): Promise<ListedRollup[]> {
  const states = new Map((await rollupState(database, now)).map((one) => [one.rollup, one]));
  const retentions = await readRetentions(database);
  const rollups = ROLLUPS.map((rollup): ListedRollup => {
    const { retentionDays } = retentions.slicing(rollupDataset(rollup)) ?? rollup;
    return {
      name: rollup.name,
      title: rollup.title,
      sources: [rollup.source],
      bucketSeconds: rollup.bucketSeconds,
      retentionSeconds: retentionDays * 86_400,
      groups: rollup.groupBy.map(({ name, type, nullable, meaning }) => ({
        name,
        type,
        optional: nullable,
        meaning,
      })),
      columns: rollupColumns(rollup).map(told),
      percentiles: distributed(rollup),
      ...progressOf([states.get(rollup.name)]),
    };
  });
  const { name, title } = CATALOGUE.device_metrics_summary;
  const parts = ROLLUPS.filter((rollup) => rollup.name.startsWith(name));
  const summary: ListedRollup = {
    name,
    title,
    sources: parts.map((part) => part.source),
    bucketSeconds: SUMMARY_MICROS / 1_000_000,
    retentionSeconds: null,
    groups: SUMMARY_GROUPS.map((group) => ({ ...group, optional: false })),
    columns: SUMMARY_COLUMNS.map(told),
    percentiles: [],
    ...progressOf(parts.map((part) => states.get(part.name))),
  };
  return [...rollups, summary];
}

function told({
  name,
  meaning,
  unit,
}: {
  readonly name: string;
  readonly meaning: string;
  readonly unit?: string;
}) {
  return { name, meaning, ...(unit === undefined ? {} : { unit }) };
}

/** How far several are together: as far as the one that is least far. */
function progressOf(states: readonly (RollupState | undefined)[]) {
  const known = states.flatMap((state) => state ?? []);
  const times = (of: (state: RollupState) => Instant | null) =>
    known.flatMap((one) => of(one) ?? []);
  const complete = times((state) => state.completeTo);
  const refreshed = times((state) => state.lastRefreshedAt);
  const oldest = times((state) => state.oldestBucket);
  return {
    completeTo: complete.length < states.length ? null : Math.min(...complete),
    pendingBuckets: known.reduce((sum, state) => sum + state.pendingBuckets, 0),
    lastRefreshedAt: refreshed.length === 0 ? null : Math.max(...refreshed),
    oldestBucket: oldest.length === 0 ? null : Math.min(...oldest),
  };
}
