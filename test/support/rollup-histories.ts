import { CATALOGUE, type Dataset, type DatasetName, timeOf } from '../../src/catalogue/index.ts';
import type { Clock, Instant } from '../../src/core/index.ts';
import { createRetentionCache, type Database } from '../../src/database/index.ts';
import type { RowsByDataset } from '../../src/ingest/index.ts';
import { checkGroup } from '../../src/ingest/writer/group.ts';
import { createModes } from '../../src/ingest/writer/modes.ts';
import { storeGroup } from '../../src/ingest/writer/store/index.ts';
import type { RawRow } from './rollup-model.ts';
import { syntheticRow } from './rollup-rows.ts';

/** What was stored in histories, kept in memory beside the database. */
export interface Histories {
  /** By the name of the history. */
  readonly stored: ReadonlyMap<string, { readonly time: string; readonly rows: RawRow[] }>;
  /**
   * Stores rows as the writer does. Where a key is there already its row is stored again, as it
   * was.
   */
  store(source: string, rows: readonly RawRow[]): Promise<{ stored: number; refused: number }>;
  /** Makes a row at each instant and stores them in one batch. */
  add(
    source: string,
    instants: readonly Instant[],
    random: () => number,
  ): Promise<{ stored: number; refused: number }>;
}

/** Histories of a database that begin empty. */
export function createHistories(database: Database, clock: Clock): Histories {
  const stored = new Map<string, { time: string; rows: RawRow[] }>();
  const known = new Map<string, RawRow>();
  const target = {
    database,
    clock,
    owner: database,
    retention: createRetentionCache(database, clock),
    modes: createModes(),
  };
  const how = {
    manner: { halves: false, merging: true, unlimited: false },
    progress: { storing: () => {}, committing: () => {} },
  };
  const store: Histories['store'] = async (source, rows) => {
    const dataset: Dataset = CATALOGUE[source as DatasetName];
    const first = new Map(known);
    const given = rows.map((row) => {
      const key = keyOf(dataset, row);
      if (!first.has(key)) first.set(key, row);
      return first.get(key) as RawRow;
    });
    const batch = { rows: { [source]: given } as RowsByDataset };
    const { outcomes } = await storeGroup(target, await checkGroup([batch]), how);
    const outcome = outcomes[0]?.[source as DatasetName];
    const refused = new Set(outcome?.refused.map(({ index }) => index));
    const history = stored.get(source) ?? { time: timeColumn(source), rows: [] };
    stored.set(source, history);
    rows.forEach((row, index) => {
      const key = keyOf(dataset, row);
      if (refused.has(index) || known.has(key)) return;
      known.set(key, row);
      history.rows.push(row);
    });
    return { stored: outcome?.stored ?? 0, refused: refused.size };
  };
  const add: Histories['add'] = (source, instants, random) => {
    const time = timeColumn(source);
    return store(
      source,
      instants.map((at) => syntheticRow(source, { time, at, random })),
    );
  };
  return { stored, store, add };
}

function timeColumn(source: string): string {
  const time = timeOf(CATALOGUE[source as DatasetName]);
  if (time === undefined) throw new Error(`${source} has no time`);
  return time.column;
}

function keyOf(dataset: Dataset, row: RawRow): string {
  const values = dataset.key.map((name) => {
    const value = row[name] ?? null;
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
  return JSON.stringify([dataset.name, ...values]);
}
